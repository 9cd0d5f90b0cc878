/**
 * Remembers the values that were used last: at least `size` of them, and at most twice as many. Keeps two generations
 * rather than an order of use, so that finding a value that was used lately moves nothing.
 */
export class RecentlyUsed<Key, Value> {
  #recent = new Map<Key, Value>();
  #older = new Map<Key, Value>();

  constructor(private readonly size: number) {}

  /** Finds a value, or makes it. */
  get(key: Key, make: () => Value): Value {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const value = this.#older.get(key) ?? make();
    if (this.#recent.size === this.size) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, value);
    return value;
  }
}

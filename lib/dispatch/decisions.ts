/**
 * The failures about which `onError` has yet to decide. Until it has, no record behind one of them is started: if it is
 * to be retried, all of them are delivered again.
 */
export class Decisions {
  /** The lowest position of such a record; infinite where there is none. */
  lowest = Number.POSITIVE_INFINITY;
  readonly #positions = new Set<number>();
  readonly #waiting: (() => void)[] = [];

  /** Waits until one of the decisions is made. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  begin(position: number): void {
    this.#positions.add(position);
    this.lowest = Math.min(...this.#positions);
  }

  end(position: number): void {
    this.#positions.delete(position);
    this.lowest = Math.min(...this.#positions);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

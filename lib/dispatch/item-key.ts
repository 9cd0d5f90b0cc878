import type { AttributeMap } from '../records/wire.js';

/** Text that two records share if they are about the same item: its table, and its key, if it has one, by name. */
export function itemKey(table: string | undefined, keys: AttributeMap | null | undefined): string {
  // DynamoDB writes equal keys with equal text, numbers included; only the order of the names is not promised.
  const names = Object.keys(keys ?? {}).sort();
  try {
    return JSON.stringify([table, ...names.map((name) => [name, keys?.[name]])]);
  } catch {
    return ''; // Nested too deep to be a key.
  }
}

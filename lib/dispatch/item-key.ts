import type { AttributeMap } from '../records/wire.js';

/** Text that two records share exactly if they are about the same item: its table, and its key by attribute name. */
export function itemKey(table: string | undefined, keys: AttributeMap | undefined): string {
  // DynamoDB writes equal keys with equal text, numbers included; only the order of the names is not promised.
  return table + JSON.stringify(Object.entries(keys ?? {}).sort());
}

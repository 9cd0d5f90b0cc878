import type { AttributeMap } from '../records/wire.js';

/** Text that two records share exactly if they are about the same item: its table, and its key by attribute name. */
export function itemKey(table: string | undefined, keys: AttributeMap = {}): string {
  // DynamoDB writes equal keys with equal text, numbers included; only the order of the names is not promised.
  const names = Object.keys(keys).sort();
  return JSON.stringify([
    table,
    ...names.map((name) => [name, textOf(keys[name]?.S ?? keys[name]?.N ?? keys[name]?.B)]),
  ]);
}

/** What is no key stays out of it, however deep it is. */
function textOf(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : typeof value === 'string' && value;
}

import type { AttributeMap } from '../../records/wire.js';
import type { Pacer } from '../rate.js';
import { pauseBeforeTry, readPatiently } from '../retry.js';
import type { TableClient } from '../table-client.js';
import { keyOf, keyText } from './item-key.js';
import type { ReplayTable } from './replay-table.js';

/** The most keys that one BatchGetItem takes. */
const MAX_KEYS = 100;

/** The attributes to read; `undefined` reads them all. */
export interface Projection {
  readonly ProjectionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
}

export function projectionOf(attributes: readonly string[]): Projection {
  const names = [...new Set(attributes)].map((name, position) => [`#onstream${position}`, name] as const);
  return {
    ProjectionExpression: names.map(([placeholder]) => placeholder).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names),
  };
}

/** Reads items by their keys, as they are now, in the order of the keys; those that are gone are left out. */
export async function readItems(
  client: TableClient,
  table: ReplayTable,
  keys: readonly AttributeMap[],
  projection: Projection | undefined,
  pacer: Pacer,
  signal: AbortSignal,
): Promise<AttributeMap[]> {
  const byText = new Map(keys.map((key) => [keyText(key, table.keys), keyOf(key, table.keys)]));
  const found = new Map<string, AttributeMap>();
  let rest = [...byText.values()];
  for (let tries = 1; rest.length > 0; ) {
    const Keys = rest.slice(0, MAX_KEYS);
    const request = { [table.name]: { Keys, ConsistentRead: true, ...projection } };
    const { Responses, UnprocessedKeys } = await readPatiently(
      () => client.batchGetItem({ RequestItems: request }),
      pacer,
      signal,
    );
    for (const item of Responses?.[table.name] ?? []) found.set(keyText(item, table.keys), item);
    const left = UnprocessedKeys?.[table.name]?.Keys ?? [];
    rest = [...left, ...rest.slice(MAX_KEYS)];
    // Some are left where the answer would be too large, which is no sign of throttling; all, where it is one.
    tries = left.length === Keys.length ? tries + 1 : 1;
    if (tries > 1) await pauseBeforeTry(tries - 1, signal);
  }
  const inOrder = Array.from(byText.keys(), (text) => found.get(text));
  return inOrder.filter((item) => item !== undefined);
}

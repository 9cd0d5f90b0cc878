import type { AttributeMap } from '../../records/wire.js';
import type { Pacer } from '../rate.js';
import { isThrottled, isTransient, pauseBeforeTry, THROTTLED_TRIES, TRIES } from '../retry.js';
import type { PendingItem } from '../run-progress.js';
import type { ReplayTable } from '../selection/replay-table.js';
import type { TableClient, UpdateInput } from '../table-client.js';
import { whyNotCountable } from './check-attribute.js';

/** What became of one item. */
export type TouchOutcome =
  | 'touched'
  /** It was deleted since it was read, and stays deleted. */
  | 'gone'
  /** Its revision is another one than was read: somebody wrote it since, which fired the stream. */
  | 'skipped'
  /** Stopped before anything is known of it. */
  | 'left'
  | { readonly failed: string };

export interface Toucher {
  readonly client: TableClient;
  readonly table: ReplayTable;
  readonly attribute: string;
  readonly pacer: Pacer;
  onThrottled(): void;
}

/** Errors of DynamoDB that are about this item alone. */
const OF_THE_ITEM = new Set(['ValidationException', 'ItemCollectionSizeLimitExceededException']);

/**
 * Adds 1 to the item's revision, if it still exists and its revision is the one that was read.
 *
 * The latter is what makes a second try harmless: of an update whose answer was lost, or that a process which was killed
 * had sent, it is not known whether it was done. If it was, the revision is another one now, and the second is refused.
 *
 * @throws what DynamoDB answers, where it is not about this item alone
 */
export async function touchItem(
  item: PendingItem,
  mayBeTouched: boolean,
  { client, table, attribute, pacer, onThrottled }: Toucher,
  signal: AbortSignal,
): Promise<TouchOutcome> {
  const input = updateOf(item, table, attribute);
  let isUncertain = mayBeTouched;
  for (let tries = 1, throttled = 0; ; ) {
    await pacer.take(signal);
    if (signal.aborted) return 'left';
    try {
      const { ConsumedCapacity } = await client.updateItem(input);
      pacer.done(ConsumedCapacity?.CapacityUnits);
      return 'touched';
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name === 'ConditionalCheckFailedException') {
        pacer.done(undefined);
        const now = currentItem(error);
        if (now === undefined) return 'gone';
        const reason = item.revision === null ? whyNotCountable(now[attribute], attribute) : undefined;
        if (reason !== undefined) return { failed: reason };
        return isUncertain && isOneMore(now[attribute]?.N, item.revision ?? '0') ? 'touched' : 'skipped';
      }
      if (OF_THE_ITEM.has(error.name)) return { failed: `${error.name}: ${error.message}` };
      if (isThrottled(error)) {
        onThrottled();
        pacer.throttled();
        throttled++;
        if (throttled === THROTTLED_TRIES) return { failed: `${error.name}: throttled ${throttled} times` };
        await pauseBeforeTry(throttled, signal);
      } else if (isTransient(error) && tries < TRIES) {
        isUncertain = true;
        await pauseBeforeTry(tries++, signal);
      } else throw error;
    }
  }
}

function updateOf(
  { key, revision }: PendingItem,
  { name, keys: [hash = ''] }: ReplayTable,
  attribute: string,
): UpdateInput {
  // Where it could not be added to, it can once somebody has removed it.
  const isAsRead = typeof revision === 'string' ? '#revision = :revision' : 'attribute_not_exists(#revision)';
  return {
    TableName: name,
    Key: key,
    UpdateExpression: 'ADD #revision :one',
    ConditionExpression: `attribute_exists(#key) AND ${isAsRead}`,
    ExpressionAttributeNames: { '#revision': attribute, '#key': hash },
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ...(typeof revision === 'string' && { ':revision': { N: revision } }),
    },
    ReturnConsumedCapacity: 'TOTAL',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** The item that the condition was false for; `undefined` where there is none. */
function currentItem(error: object): AttributeMap | undefined {
  const { Item }: { Item?: AttributeMap | undefined } = { Item: undefined, ...error };
  return Item;
}

const INTEGER = /^-?\d+$/;

function isOneMore(now: string | undefined, before: string): boolean {
  if (now === undefined || !INTEGER.test(now) || !INTEGER.test(before)) return false;
  return BigInt(now) === BigInt(before) + 1n;
}

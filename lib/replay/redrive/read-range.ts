import type { DeliveredRecord } from '../target/target.js';
import { describeRange, type ShardRange } from './failed-batch.js';
import type { ShardClient, ShardRecord } from './shard-client.js';

/** What a failed batch says about its records is not so any more: they are gone, or the shard is. */
export class ExpiredRangeError extends Error {
  override readonly name = 'ExpiredRangeError';

  /** Whether the stream or the shard was not found, rather than its records. */
  get isStreamMissing(): boolean {
    return this.cause instanceof Error && this.cause.name === 'ResourceNotFoundException';
  }
}

/** What AWS calls it when a record is older than its stream keeps it, or its shard or stream is no more. */
const GONE: Readonly<Record<string, string>> = {
  TrimmedDataAccessException: 'its stream keeps records for 24 hours',
  ResourceNotFoundException: 'there is no such shard any more',
};

/** An open shard may have empty pages between records that are there. */
const MAX_EMPTY_PAGES = 200;

/**
 * Reads exactly the records of a failed batch again, from the first to the last, in the form of a Lambda event.
 *
 * @throws ExpiredRangeError where the first of them is gone: what is left of the batch would be a part without beginning
 */
export async function readRange(client: ShardClient, range: ShardRange): Promise<DeliveredRecord[]> {
  try {
    return await read(client, range);
  } catch (error) {
    const why = error instanceof Error && Object.hasOwn(GONE, error.name) ? GONE[error.name] : undefined;
    if (why === undefined) throw error;
    throw new ExpiredRangeError(`${describeRange(range)}: gone, since ${why}`, { cause: error });
  }
}

async function read(client: ShardClient, range: ShardRange): Promise<DeliveredRecord[]> {
  const end = BigInt(range.endSequenceNumber);
  const records: ShardRecord[] = [];
  let iterator = await client.iteratorAt(range);
  for (let emptyPages = 0; iterator !== undefined && emptyPages < MAX_EMPTY_PAGES; ) {
    const page = await client.next(iterator, range);
    records.push(...page.records.filter(({ sequenceNumber }) => BigInt(sequenceNumber) <= end));
    const last = page.records.at(-1);
    checkBeginning(records[0] ?? page.records[0], range);
    if (last !== undefined && BigInt(last.sequenceNumber) >= end) break;
    emptyPages = last === undefined ? emptyPages + 1 : 0;
    iterator = page.iterator;
  }
  const last = records.at(-1)?.sequenceNumber;
  if (last !== range.endSequenceNumber)
    throw new Error(`found ${last === undefined ? 'no record' : `records up to ${last} only`} in the shard`);
  return records.map(({ record }) => record);
}

/** Kinesis begins with the oldest record that it still has, where the one asked for is gone. */
function checkBeginning(oldest: ShardRecord | undefined, range: ShardRange): void {
  if (oldest === undefined || oldest.sequenceNumber === range.startSequenceNumber) return;
  throw new ExpiredRangeError(
    `${describeRange(range)}: gone in part or whole, the oldest record left is ${oldest.sequenceNumber}`,
  );
}

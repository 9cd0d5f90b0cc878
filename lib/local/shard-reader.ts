import type { DynamoDBRecord } from 'aws-lambda';
import { persist } from './persist.js';
import type { Progress } from './progress.js';
import { isRealChange } from './real-change.js';
import type { ShardPage, ShardPosition, ShardSource } from './shard-source.js';
import { faultOf } from './stream-faults.js';
import type { Waits } from './waits.js';

/**
 * Handles a batch of one shard. Resolves when every record of it is settled, or early when the signal has aborted. A
 * failure of the handler is its own affair: what it throws ends the reading.
 */
export type Deliver = (records: readonly DynamoDBRecord[], shardId: string, signal: AbortSignal) => Promise<void>;

export interface ReaderOptions {
  readonly source: ShardSource;
  readonly batchSize: number;
  /** How long to wait after a read that found nothing. */
  readonly pollIntervalMs: number;
  readonly deliver: Deliver;
  readonly warn: (message: string) => void;
}

/** What the readers of one stream share. */
export interface ReaderRun {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly polls: Waits;
  /** Whether the stream itself does not exist any more; dynoxide serves open iterators of such a stream for ever. */
  readonly isStreamGone: () => boolean;
}

/** Where a reader begins; the iterator where one is open already. */
export interface ShardStart {
  readonly shardId: string;
  readonly position: ShardPosition;
  readonly iterator?: string;
}

/**
 * How far apart creation times and this machine's clock may be: clocks differ, and DynamoDB Local rounds down to the
 * minute.
 */
const CLOCK_SLACK_MS = 60_000;

/** Reads one shard to its end, batch by batch, each settled before the next is read. `false` where it was stopped. */
export async function readShard(start: ShardStart, options: ReaderOptions, run: ReaderRun): Promise<boolean> {
  const { source, batchSize, pollIntervalMs, deliver, warn } = options;
  const { signal, progress, polls, isStreamGone } = run;
  const { shardId } = start;
  const begunAt = Date.now();
  let { position } = start;
  let iterator = start.iterator;
  let isWanted = isRealChange;

  while (!signal.aborted) {
    const began = progress.now();
    const isLastRead = isStreamGone();
    let page: ShardPage;
    try {
      const open = iterator ?? (await persist(() => source.openShard(shardId, position, signal), signal, warn));
      page = await persist(() => source.readShard(open, batchSize, signal), signal, warn);
    } catch (error) {
      if (signal.aborted) return false;
      const fault = faultOf(error);
      if (fault === 'gone') return true;
      if (fault !== 'expired' && fault !== 'trimmed') throw error;
      if (fault === 'trimmed') {
        warn(`Records of shard ${shardId} were older than 24 hours and are lost; reading goes on at the oldest left.`);
        position = 'TRIM_HORIZON';
      } else if (position === 'LATEST') {
        // Opened at LATEST again, it would skip what was written since, so it is read from the start and sifted.
        position = 'TRIM_HORIZON';
        isWanted = (record) => isRealChange(record) && createdAt(record) >= begunAt - CLOCK_SLACK_MS;
      }
      iterator = undefined;
      await polls.wait(pollIntervalMs);
      continue;
    }

    const { records, next } = page;
    const batch = records.filter(isWanted);
    if (batch.length > 0) await deliver(batch, shardId, signal);
    if (signal.aborted) return false;
    if (next === undefined) return true;

    iterator = next;
    const after = records.at(-1)?.dynamodb?.SequenceNumber;
    if (after !== undefined) position = { after };
    if (records.length > 0) continue;
    if (isLastRead) return true;
    progress.shardEmpty(shardId, began);
    await polls.wait(pollIntervalMs);
  }
  return false;
}

/** Milliseconds since the epoch; a record without a time counts as new. */
function createdAt({ dynamodb }: DynamoDBRecord): number {
  return (dynamodb?.ApproximateCreationDateTime ?? Number.POSITIVE_INFINITY) * 1000;
}

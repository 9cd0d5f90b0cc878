import type { Clock } from './clock.js';
import { persist } from './persist.js';
import { pollPauses } from './poll-pauses.js';
import type { Progress } from './progress.js';
import { isRealChange } from './real-change.js';
import type { ShardPage, ShardPosition, ShardSource } from './shard-source.js';
import { arrivalOf, isKinesisRecord, type SourceRecord, sequenceNumberOf } from './source-record.js';
import { faultOf } from './stream-faults.js';
import type { Waits } from './waits.js';

/**
 * What becomes of the records that were read. A failure of the handler is its own affair: what is thrown here ends the
 * reading.
 */
export interface Delivery {
  /** Takes the records of a read; resolves when there is room for more, or when the run is over. */
  accept(records: readonly SourceRecord[], shardId: string): Promise<void>;
  /** Whether everything of the shard that was accepted is settled. */
  isSettled(shardId: string): boolean;
  /** The shard has ended; resolves when everything of it is settled, or when the run is over. */
  end(shardId: string): Promise<void>;
}

export interface ReaderOptions {
  readonly source: ShardSource<SourceRecord>;
  readonly clock: Clock;
  /** How many records to ask for in one read. */
  readonly readSize: number;
  /** How long to wait after a read that found nothing, in milliseconds. */
  readonly pollIntervalMs: number;
  /** To what that grows while nothing happens. Default: it does not grow. */
  readonly idlePollIntervalMs?: number;
  readonly delivery: Delivery;
  /** Told of each read that was answered. */
  readonly polled?: (shardId: string, records: number) => void;
  readonly warn: (message: string) => void;
}

/** What the readers of one stream share. */
export interface ReaderRun {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly polls: Waits;
  readonly retries: Waits;
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

/** For how long a stream keeps a record. */
const RETENTION_MS = 24 * 60 * 60 * 1000;

/** Reads one shard to its end, until everything of it is settled. `false` where it was stopped. */
export async function readShard(start: ShardStart, options: ReaderOptions, run: ReaderRun): Promise<boolean> {
  const { source, clock, readSize, pollIntervalMs, delivery, polled, warn } = options;
  const pauses = pollPauses(options);
  const { signal, progress, polls, retries, isStreamGone } = run;
  const { shardId } = start;
  const begunAt = clock.now();
  let { position } = start;
  let iterator = start.iterator;
  let isWanted = isChange;
  /** When there was nothing behind the position. Nothing that came since can be old enough to be lost. */
  let endedAt = position === 'LATEST' ? begunAt : Number.NEGATIVE_INFINITY;

  while (!signal.aborted) {
    const began = progress.now();
    const beganAt = clock.now();
    const isLastRead = isStreamGone();
    let page: ShardPage<SourceRecord>;
    try {
      const open =
        iterator ?? (await persist(() => source.openShard(shardId, position, signal), signal, retries, warn));
      page = await persist(() => source.readShard(open, readSize, signal), signal, retries, warn);
    } catch (error) {
      if (signal.aborted) return false;
      const fault = faultOf(error);
      if (fault === 'gone') return finish();
      if (fault !== 'expired' && fault !== 'trimmed') throw error;
      if (fault === 'trimmed') {
        // DynamoDB Local says so of any shard that was empty, once a write elsewhere took the number that it was to go on
        // at. From the beginning of a shard, the oldest record left is what was asked for.
        if (position !== 'TRIM_HORIZON' && clock.now() >= endedAt + RETENTION_MS)
          warn(
            `Records of shard ${shardId} were older than 24 hours and are lost; reading goes on at the oldest left.`,
          );
        position = 'TRIM_HORIZON';
      } else if (position === 'LATEST') {
        // Opened at LATEST again, it would skip what was written since, so it is read from the start and sifted.
        position = 'TRIM_HORIZON';
        isWanted = (record) => isChange(record) && arrivedAt(record) >= begunAt - CLOCK_SLACK_MS;
      }
      iterator = undefined;
      await polls.wait(pollIntervalMs);
      continue;
    }

    const { records, next } = page;
    polled?.(shardId, records.length);
    const changes = records.filter(isWanted);
    if (changes.length > 0) await delivery.accept(changes, shardId);
    if (signal.aborted) return false;
    if (next === undefined) return finish();

    iterator = next;
    const after = sequenceNumberOf(records.at(-1));
    if (after !== undefined) position = { after };
    if (records.length > 0) {
      pauses.reset();
      endedAt = Number.NEGATIVE_INFINITY;
      continue;
    }
    endedAt = beganAt;
    if (isLastRead) return finish();
    if (delivery.isSettled(shardId)) progress.shardEmpty(shardId, began);
    await polls.wait(pauses.next());
  }
  return false;

  async function finish(): Promise<boolean> {
    await delivery.end(shardId);
    return !signal.aborted;
  }
}

/** A record of Kinesis says in its data alone what it is about, and no engine of this machine writes any. */
function isChange(record: SourceRecord): boolean {
  return isKinesisRecord(record) || isRealChange(record);
}

/** Milliseconds since the epoch; a record without a time counts as new. */
function arrivedAt(record: SourceRecord): number {
  return arrivalOf(record) ?? Number.POSITIVE_INFINITY;
}

import { setMaxListeners } from 'node:events';
import { tellAwsError } from '../../loading/aws-error.js';
import {
  countAgain,
  countFailed,
  isComplete,
  type PendingItem,
  type RunProgress,
  type SegmentProgress,
  sumCounts,
} from '../run-progress.js';
import { keyOf, showKey } from '../selection/item-key.js';
import type { SelectedItems } from '../selection/select-items.js';
import type { ItemPage } from '../selection/selection.js';
import { whyNotCountable } from './check-attribute.js';
import { type Toucher, type TouchOutcome, touchItem } from './touch-item.js';

/** What a touch counts. `selected` is the sum of touched, gone, skipped, failed and left. */
export interface TouchCounts {
  /** Items that were looked at. */
  readonly read: number;
  /** Items of those that were chosen. */
  readonly selected: number;
  readonly touched: number;
  /** Items that were deleted since they were read, and stay deleted. */
  readonly gone: number;
  /** Items whose revision somebody else changed since they were read, which fired the stream. */
  readonly skipped: number;
  readonly failed: number;
  /** Answers of DynamoDB that refused an update for its rate; it was tried again. */
  readonly throttled: number;
}

export interface TouchProgress extends TouchCounts {
  /** Items that were chosen and are not done yet. */
  readonly left: number;
  /** Items a second that the rate lets through now; `undefined` where there is no bound. */
  readonly perSecond: number | undefined;
}

export interface TouchRunOptions {
  /** Ends the run after what is in flight. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TouchProgress) => void) | undefined;
  /** Reads and counts, and writes nothing. @default false */
  readonly isDryRun?: boolean | undefined;
}

export interface TouchSummary extends TouchCounts {
  /** Items that were chosen and not reached, since the run ended early. */
  readonly left: number;
  /** Items of those that failed which are tried again when the run is taken up from its checkpoint: 1,000 at most. */
  readonly again: number;
  /** Whether everything was read, and nothing is left. */
  readonly isComplete: boolean;
  /** The first of the items that failed, and why. */
  readonly failures: readonly TouchFailure[];
  /** What ended the run early, if it was not its signal. */
  readonly error?: unknown;
}

export interface TouchFailure {
  /** The item's key as JSON. */
  readonly key: string;
  readonly reason: string;
}

export const COUNTED = ['read', 'selected', 'touched', 'gone', 'skipped', 'failed', 'throttled'] as const;

type Counted = (typeof COUNTED)[number];

interface TouchAll extends TouchRunOptions {
  readonly toucher: Omit<Toucher, 'onThrottled'>;
  readonly selected: SelectedItems;
  readonly progress: RunProgress<Counted>;
  readonly atOnce: number;
  readonly endpoint: string | undefined;
  save(): Promise<void>;
}

const FAILURES_TOLD = 20;

/** Touches what is selected, from where the progress says, and keeps the progress up to date. */
export async function touchAll(run: TouchAll): Promise<TouchSummary> {
  const { progress, selected, toucher, signal, onProgress, isDryRun = false, atOnce, save, endpoint } = run;
  const { table, attribute, pacer } = toucher;
  const failures: TouchFailure[] = [];
  const ended = new AbortController();
  const over = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  let error: unknown;
  // Each call in flight may wait for it.
  setMaxListeners(0, over);

  const countLeft = () => progress.segments.reduce((sum, { pending }) => sum + pending.size, 0);
  const tell = () => onProgress?.({ ...sumCounts(progress, COUNTED), left: countLeft(), perSecond: pacer.perSecond() });

  async function touchSegment(segment: SegmentProgress<Counted>, number: number): Promise<void> {
    if (over.aborted) return;
    // Of what an earlier process left it is not known whether it was touched.
    await touchItems(segment, segment.pending.values(), true);
    // What fails once more waits for the next time.
    await touchItems(segment, [...segment.failed].values(), true);
    if (segment.isRead || over.aborted) return;
    for await (const page of selected.pages(number, segment.after, over)) {
      takePage(segment, page);
      // Before anything of it is touched: a run that is resumed has to know with which revision it was read.
      await save();
      await touchItems(segment, segment.pending.values(), false);
      tell();
      if (over.aborted) return;
    }
  }

  function takePage(segment: SegmentProgress<Counted>, { items, read, gone, next }: ItemPage): void {
    segment.after = next ?? segment.after;
    segment.isRead = next === undefined;
    segment.counts.read += read;
    segment.counts.selected += items.length + gone;
    segment.counts.gone += gone;
    for (const item of items) {
      const key = keyOf(item, table.keys);
      const reason = whyNotCountable(item[attribute], attribute);
      if (reason === undefined) segment.pending.add({ key, revision: item[attribute]?.N });
      else fail(segment, { key, revision: null }, reason);
    }
  }

  async function touchItems(
    segment: SegmentProgress<Counted>,
    rest: IterableIterator<PendingItem>,
    mayBeTouched: boolean,
  ): Promise<void> {
    if (isDryRun) return segment.pending.clear();
    const counting = { ...toucher, onThrottled: () => void segment.counts.throttled++ };
    // The workers share it.
    const work = async () => {
      for (const item of rest) {
        if (over.aborted) return;
        settle(segment, item, await touchItem(item, mayBeTouched, counting, over));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, () => work().catch(stop)));
  }

  function settle(segment: SegmentProgress<Counted>, item: PendingItem, outcome: TouchOutcome): void {
    if (outcome === 'left') return;
    // All at once, so that a checkpoint written at any time counts each item exactly once.
    segment.pending.delete(item);
    if (segment.failed.delete(item)) segment.counts.failed--;
    if (typeof outcome === 'string') segment.counts[outcome]++;
    else fail(segment, item, outcome.failed);
    tell();
  }

  function fail(segment: SegmentProgress<Counted>, item: PendingItem, reason: string): void {
    countFailed(progress, segment, item);
    if (failures.length < FAILURES_TOLD) failures.push({ key: showKey(item.key, table), reason });
  }

  function stop(reason: unknown): void {
    if (over.aborted) return;
    const permissions = 'dynamodb:UpdateItem';
    error = tellAwsError(reason, { notFound: `The table ${table.name} is gone`, permissions, endpoint });
    ended.abort();
  }

  // A checkpoint that cannot be written is better known before anything is read.
  await save().catch(stop);
  await Promise.all(progress.segments.map((segment, number) => touchSegment(segment, number).catch(stop)));
  await save().catch(stop);
  const counts = sumCounts(progress, COUNTED);
  return {
    ...counts,
    left: countLeft(),
    again: countAgain(progress),
    isComplete: isComplete(progress),
    failures,
    ...(error !== undefined && { error }),
  };
}

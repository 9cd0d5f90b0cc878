import { setMaxListeners } from 'node:events';
import type { DynamoDBRecord } from 'aws-lambda';
import type { EventName } from '../../records/stream-record.js';
import type { AttributeMap } from '../../records/wire.js';
import type { Pacer } from '../rate.js';
import { replayRecord, replayStreamArn } from '../records/replay-record.js';
import {
  countAgain,
  countFailed,
  isComplete,
  type RunProgress,
  type SegmentProgress,
  sumCounts,
} from '../run-progress.js';
import { keyOf, showKey } from '../selection/item-key.js';
import type { ReplayTable } from '../selection/replay-table.js';
import type { SelectedItems } from '../selection/select-items.js';
import type { DeliveryFailure, ReplayTarget } from '../target/target.js';

/** What a run counts. `selected` is the sum of handled, gone and failed. */
export interface RunCounts {
  /** Items that were looked at. */
  readonly read: number;
  /** Items of those that were chosen. */
  readonly selected: number;
  readonly handled: number;
  /** Items that an index named and the table no longer has. */
  readonly gone: number;
  readonly failed: number;
}

export interface RunProgressTold extends RunCounts {
  /** Items a second that the rate lets through now; `undefined` where there is no bound. */
  readonly perSecond: number | undefined;
}

export interface RunRunOptions {
  /** Ends the run after the batches in flight. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgressTold) => void) | undefined;
}

/** An item that a handler failed on. */
export interface RunFailure extends DeliveryFailure {
  /** The item's key as JSON. */
  readonly key: string;
}

export interface RunSummary extends RunCounts {
  /** Items of those that failed which are tried again when the run is taken up from its checkpoint: 1,000 at most. */
  readonly again: number;
  /** Whether everything was read and delivered. */
  readonly isComplete: boolean;
  readonly failures: readonly RunFailure[];
  /** What ended the run early, if it was not its signal. */
  readonly error?: unknown;
}

export const RUN_COUNTED = ['read', 'selected', 'handled', 'gone', 'failed'] as const;

type Counted = (typeof RUN_COUNTED)[number];

interface DeliverItems extends RunRunOptions {
  readonly target: ReplayTarget | undefined;
  readonly table: ReplayTable;
  readonly as: EventName;
  readonly selected: SelectedItems;
  readonly batchSize: number;
  readonly progress: RunProgress<Counted>;
  readonly pacer: Pacer;
  save(): Promise<void>;
}

/** Of so many items that failed it is told which they are. */
const FAILURES_TOLD = 1_000;

/** Hands what is selected to the target, page by page. A page is one event. */
export async function deliverItems(run: DeliverItems): Promise<RunSummary> {
  const { target, table, as, selected, batchSize, progress, pacer, save, signal, onProgress } = run;
  const ended = new AbortController();
  const over = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  const failures: RunFailure[] = [];
  const stream = {
    run: progress.id,
    streamArn: table.stream?.arn ?? replayStreamArn(table.arn),
    viewType: table.stream?.viewType ?? 'NEW_AND_OLD_IMAGES',
  } as const;
  let position = sumCounts(progress, RUN_COUNTED).selected;
  let error: unknown;
  // Each call in flight may wait for it.
  setMaxListeners(0, over);

  async function deliverSegment(segment: SegmentProgress<Counted>, number: number): Promise<void> {
    await deliverFailed(segment);
    if (segment.isRead || over.aborted) return;
    for await (const { items, read, gone, next } of selected.pages(number, segment.after, over)) {
      const failed = await deliver(items);
      if (failed === undefined) return;
      // All at once, so that a checkpoint written at any time counts each item exactly once.
      segment.after = next ?? segment.after;
      segment.isRead = next === undefined;
      segment.counts.read += read;
      segment.counts.selected += items.length + gone;
      settle(segment, items, gone, failed);
      await note();
      if (over.aborted) return;
    }
  }

  /** What failed in an earlier process. What fails once more waits for the next time. */
  async function deliverFailed(segment: SegmentProgress<Counted>): Promise<void> {
    if (target === undefined) return;
    const rest = [...segment.failed];
    while (rest.length > 0 && !over.aborted) {
      const batch = rest.splice(0, batchSize);
      const keys = batch.map(({ key }) => key);
      const { items, gone } = await selected.again(keys, over);
      const failed = await deliver(items);
      if (failed === undefined) return;
      for (const item of batch) segment.failed.delete(item);
      segment.counts.failed -= batch.length;
      settle(segment, items, gone, failed);
      await note();
    }
  }

  /** Gives those that failed; `undefined` where the run ended before they were delivered. */
  async function deliver(items: readonly AttributeMap[]): Promise<AttributeMap[] | undefined> {
    for (const _ of items) await pacer.take(over);
    if (over.aborted) return undefined;
    if (target === undefined || items.length === 0) return [];
    const records = items.map((item) => recordOf(item));
    const result = await target.deliver(records);
    for (let handled = 0; handled < items.length; handled++) pacer.done(undefined);
    const reasons = new Map(result.failures.map(({ eventID, reason }) => [eventID, reason]));
    return items.filter((item, at) => {
      const eventID = records[at]?.eventID;
      const reason = reasons.get(eventID);
      if (reason === undefined) return false;
      if (failures.length < FAILURES_TOLD) failures.push({ eventID, reason, key: showKey(item, table) });
      return true;
    });
  }

  function settle(
    segment: SegmentProgress<Counted>,
    items: readonly AttributeMap[],
    gone: number,
    failed: readonly AttributeMap[],
  ): void {
    segment.counts.gone += gone;
    segment.counts.handled += target === undefined ? 0 : items.length - failed.length;
    for (const item of failed) countFailed(progress, segment, { key: keyOf(item, table.keys) });
  }

  async function note(): Promise<void> {
    await save();
    onProgress?.({ ...sumCounts(progress, RUN_COUNTED), perSecond: pacer.perSecond() });
  }

  function recordOf(item: AttributeMap): DynamoDBRecord {
    return replayRecord(
      {
        eventName: as,
        keys: keyOf(item, table.keys),
        newImage: as === 'REMOVE' ? undefined : item,
        oldImage: as === 'INSERT' ? undefined : item,
        position: position++,
      },
      stream,
    );
  }

  function stop(reason: unknown): void {
    if (over.aborted) return;
    error = reason;
    ended.abort();
  }

  // A checkpoint that cannot be written is better known before anything is delivered.
  await save().catch(stop);
  await Promise.all(progress.segments.map((segment, number) => deliverSegment(segment, number).catch(stop)));
  return {
    ...sumCounts(progress, RUN_COUNTED),
    again: countAgain(progress),
    isComplete: isComplete(progress),
    failures,
    ...(error !== undefined && { error }),
  };
}

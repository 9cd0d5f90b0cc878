import { ConfigurationError, isObject } from '../errors.js';
import type { AttributeMap } from '../records/wire.js';
import { fromStoredKey, toStoredKey } from './selection/item-key.js';

/** An item that was read and is not known to be done: its key, and what else there is to know of it. */
export interface PendingItem {
  readonly key: AttributeMap;
  /** The revision's number as it was read; `undefined` where there was none, `null` where 1 could not be added to it. */
  readonly revision?: string | null | undefined;
}

/** How far one segment has come. What it counts are names of its run, such as `touched`. */
export interface SegmentProgress<C extends string> {
  /** Where its next page begins; `undefined` for its first one. */
  after: AttributeMap | undefined;
  /** Whether all its pages are read. */
  isRead: boolean;
  /** What of the pages that are read is not done. */
  pending: Set<PendingItem>;
  /** What failed, and is counted so until it is tried again with success: when the run is taken up. */
  readonly failed: Set<PendingItem>;
  readonly counts: Record<C, number>;
}

/** How far a run has come. */
export interface RunProgress<C extends string> {
  /** Names the run, also after it is taken up again. */
  readonly id: string;
  readonly segments: readonly SegmentProgress<C>[];
}

export function beginProgress<C extends string>(id: string, segments: number, names: readonly C[]): RunProgress<C> {
  return {
    id,
    segments: Array.from({ length: segments }, () => {
      const counts = countsOf(names, () => 0);
      return {
        after: undefined,
        isRead: false,
        pending: new Set<PendingItem>(),
        failed: new Set<PendingItem>(),
        counts,
      };
    }),
  };
}

/** The sums of what the segments count. */
export function sumCounts<C extends string>({ segments }: RunProgress<C>, names: readonly C[]): Record<C, number> {
  return countsOf(names, (name) => segments.reduce((sum, { counts }) => sum + counts[name], 0));
}

/** Whether nothing is left to read, and nothing of what was read. */
export function isComplete({ segments }: RunProgress<string>): boolean {
  return segments.every(({ isRead, pending }) => isRead && pending.size === 0);
}

/** So many items that failed are known by their keys, which bounds the checkpoint. The others are only counted. */
const FAILED_KNOWN = 1_000;

/** Counts an item that failed. */
export function countFailed(
  progress: RunProgress<'failed'>,
  { counts, failed }: SegmentProgress<'failed'>,
  item: PendingItem,
): void {
  counts.failed++;
  if (countAgain(progress) < FAILED_KNOWN) failed.add(item);
}

/** How many of those that failed are tried again when the run is taken up. */
export function countAgain({ segments }: RunProgress<string>): number {
  return segments.reduce((sum, { failed }) => sum + failed.size, 0);
}

/** Progress as JSON holds it. */
export function storeProgress({ id, segments }: RunProgress<string>): object {
  return {
    id,
    segments: segments.map(({ after, isRead, pending, failed, counts }) => ({
      after: after && toStoredKey(after),
      isRead,
      pending: Array.from(pending, storeItem),
      failed: Array.from(failed, storeItem),
      counts,
    })),
  };
}

function storeItem({ key, revision }: PendingItem): PendingItem {
  return { key: toStoredKey(key), revision };
}

/** Reads what `storeProgress` gave. @throws ConfigurationError where it is something else */
export function restoreProgress<C extends string>(saved: unknown, names: readonly C[], file: string): RunProgress<C> {
  const broken = () =>
    new ConfigurationError(
      `--checkpoint ${file}: found a checkpoint whose contents were changed, expected one as it was written`,
    );
  if (!isObject(saved) || typeof saved.id !== 'string' || !Array.isArray(saved.segments)) throw broken();
  const segments = saved.segments.map((segment: unknown): SegmentProgress<C> => {
    if (!isObject(segment) || !isObject(segment.counts)) throw broken();
    // Earlier versions only counted what failed.
    const { after, isRead, pending, failed = [], counts } = segment;
    if (typeof isRead !== 'boolean' || !(after === undefined || isKey(after))) throw broken();
    return {
      after: after && fromStoredKey(after),
      isRead,
      pending: restoreItems(pending, broken),
      failed: restoreItems(failed, broken),
      counts: countsOf(names, (name) => {
        const count = counts[name];
        if (typeof count !== 'number') throw broken();
        return count;
      }),
    };
  });
  return { id: saved.id, segments };
}

function restoreItems(saved: unknown, broken: () => ConfigurationError): Set<PendingItem> {
  if (!Array.isArray(saved)) throw broken();
  return new Set(
    saved.map((item: unknown): PendingItem => {
      if (!isObject(item) || !isKey(item.key)) throw broken();
      const { key, revision } = item;
      if (!(revision === undefined || revision === null || typeof revision === 'string')) throw broken();
      return { key: fromStoredKey(key), revision };
    }),
  );
}

function countsOf<C extends string>(names: readonly C[], count: (name: C) => number): Record<C, number> {
  return Object.fromEntries(names.map((name) => [name, count(name)])) as Record<C, number>;
}

function isKey(value: unknown): value is AttributeMap {
  return isObject(value) && Object.values(value).every(isObject);
}

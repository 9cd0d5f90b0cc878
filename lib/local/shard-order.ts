import type { Shard } from './shard-source.js';

/**
 * The shards whose reading may begin: those not begun whose parent has been read to its end. A parent that is no longer
 * listed is older than the stream's 24 hours, and there is nothing of it left to read.
 */
export function readableShards(
  shards: readonly Shard[],
  begun: ReadonlySet<string>,
  finished: ReadonlySet<string>,
): Shard[] {
  const listed = new Set(shards.map(({ id }) => id));
  return shards.filter(
    ({ id, parentId }) => !begun.has(id) && (parentId === undefined || finished.has(parentId) || !listed.has(parentId)),
  );
}

/** The shards that no listed shard comes from. All others take no more records. */
export function youngestShards(shards: readonly Shard[]): Shard[] {
  const parents = new Set(shards.map(({ parentId }) => parentId));
  return shards.filter(({ id }) => !parents.has(id));
}

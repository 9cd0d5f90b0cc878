import { namedError } from '../../local/named-error.js';
import type { ShardPosition, ShardSource } from '../../local/shard-source.js';
import { orderingKeyOf, type SourceRecord, sequenceNumberOf } from '../../local/source-record.js';
import type { Strikes } from './faults.js';

interface SimulatedShard<R> {
  readonly parentId: string | undefined;
  records: readonly R[];
}

/** How often a shard splits at the most, so that a simulation in which all of them do ends. */
const MAX_SHARDS = 64;

/** A stream in memory that was turned off after its last record: a mapping reads it to its end. */
export function simulatedShards<R extends SourceRecord>(
  streamArn: string,
  records: readonly R[],
  strikes: Strikes,
): ShardSource<R> {
  const shards = new Map<string, SimulatedShard<R>>();
  open(records, undefined);

  function open(content: readonly R[], parentId: string | undefined): void {
    shards.set(`shardId-${String(shards.size).padStart(20, '0')}-00000000`, { parentId, records: content });
  }

  function shardOf(id: string): SimulatedShard<R> {
    const shard = shards.get(id);
    if (shard === undefined) throw namedError('ResourceNotFoundException', `There is no shard ${id}.`);
    return shard;
  }

  /** The shard ends at this position; what follows is in its children, each item in one of them. */
  function split(id: string, shard: SimulatedShard<R>, end: number): void {
    const rest = shard.records.slice(end);
    shard.records = shard.records.slice(0, end);
    open(rest.filter(isLeft), id);
    open(
      rest.filter((record) => !isLeft(record)),
      id,
    );
  }

  return {
    streamArn,
    async listShards() {
      return { enabled: false, shards: Array.from(shards, ([id, { parentId }]) => ({ id, parentId })) };
    },
    async openShard(id, position) {
      return JSON.stringify([id, indexOf(shardOf(id).records, position)]);
    },
    async readShard(iterator, limit) {
      const [id, start]: [string, number] = JSON.parse(iterator);
      if (strikes('pollIsThrottled')) throw namedError('ProvisionedThroughputExceededException', 'Too many reads.');
      if (strikes('iteratorExpires')) throw namedError('ExpiredIteratorException', 'The iterator has expired.');
      const shard = shardOf(id);
      const end = Math.min(start + limit, shard.records.length);
      if (end < shard.records.length && shards.size < MAX_SHARDS && strikes('shardSplits')) split(id, shard, end);
      const next = end < shard.records.length ? JSON.stringify([id, end]) : undefined;
      return { records: shard.records.slice(start, end), next };
    },
  };
}

function indexOf(records: readonly SourceRecord[], position: ShardPosition): number {
  if (position === 'TRIM_HORIZON') return 0;
  if (position === 'LATEST') return records.length;
  return records.findIndex((record) => sequenceNumberOf(record) === position.after) + 1;
}

/** Sides are chosen by the item's key. */
function isLeft(record: SourceRecord): boolean {
  let parity = 0;
  for (const character of orderingKeyOf(record)) parity ^= character.charCodeAt(0) & 1;
  return parity === 0;
}

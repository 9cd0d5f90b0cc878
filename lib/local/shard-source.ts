import type { DynamoDBRecord } from 'aws-lambda';
import type { SourceRecord } from './source-record.js';

/** One shard of a stream, as listed. */
export interface Shard {
  readonly id: string;
  /** The shard that it came from by a split or a rollover, which may be too old to be listed itself. */
  readonly parentId: string | undefined;
}

/** What a stream consists of at one time. */
export interface ShardListing {
  readonly shards: readonly Shard[];
  /** Whether the stream still takes records; one that was turned off can be read to its end. */
  readonly enabled: boolean;
}

/** Where to start in a shard. */
export type ShardPosition = 'TRIM_HORIZON' | 'LATEST' | { readonly after: string };

/** What one read gave. */
export interface ShardPage<R extends SourceRecord = DynamoDBRecord> {
  /** In stream order, in the form that a function gets them. */
  readonly records: readonly R[];
  /** Where the next read goes on; `undefined` once the shard is closed and read to its end. */
  readonly next: string | undefined;
}

/**
 * The reading side of a stream. Failures are told by the names of AWS's exceptions (`ExpiredIteratorException`, …);
 * what they mean is decided in one place, for every source.
 */
export interface ShardSource<R extends SourceRecord = DynamoDBRecord> {
  readonly streamArn: string;
  listShards(signal: AbortSignal): Promise<ShardListing>;
  /** A shard iterator: from then on the position stands, and nothing written after it is missed. */
  openShard(shardId: string, position: ShardPosition, signal: AbortSignal): Promise<string>;
  readShard(iterator: string, limit: number, signal: AbortSignal): Promise<ShardPage<R>>;
}

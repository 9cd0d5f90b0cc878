import { clientLocation } from '../../loading/client-location.js';
import type { DeliveredRecord } from '../target/target.js';
import type { ShardRange } from './failed-batch.js';

/** A record with its place. */
export interface ShardRecord {
  readonly sequenceNumber: string;
  readonly record: DeliveredRecord;
}

/** The reading side of a stream's shards. Failures are told by the names of AWS's exceptions. */
export interface ShardClient {
  /** An iterator that begins with this record. */
  iteratorAt(range: ShardRange): Promise<string | undefined>;
  next(iterator: string, range: ShardRange): Promise<{ records: ShardRecord[]; iterator: string | undefined }>;
  close(): void;
}

/** Where a stream is asked for. */
export interface ShardClientOptions {
  /** @default that of the environment */
  readonly region: string | undefined;
  /** For a stand-in of AWS. */
  readonly endpoint: string | undefined;
}

/** Five reads a second are allowed for each shard, and the function has a share in them. */
const MAX_ATTEMPTS = 10;

/** What an AWS client is made with. */
export function clientConfig(options: ShardClientOptions): object {
  return { maxAttempts: MAX_ATTEMPTS, ...clientLocation(options) };
}

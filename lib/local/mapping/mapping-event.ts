import type { DynamoDBRecord } from 'aws-lambda';
import type { SourceRecord } from '../source-record.js';
import type { InvocationRecordOf } from './invocation-record.js';

/** What an event source mapping does, as it does it. */
export type MappingEvent<R extends SourceRecord = DynamoDBRecord> = {
  readonly at: number;
  readonly shardId: string;
} & (
  | { readonly type: 'polled'; readonly records: number }
  /** How many records of a read no filter let through. */
  | { readonly type: 'filtered'; readonly records: number }
  /** `attempt` counts the invocations with this batch, those before it was halved included. */
  | { readonly type: 'invoked'; readonly requestId: string; readonly records: number; readonly attempt: number }
  | { readonly type: 'succeeded'; readonly requestId: string; readonly records: number; readonly durationMs: number }
  | {
      readonly type: 'failed';
      readonly requestId: string;
      readonly records: number;
      readonly durationMs: number;
      /** How many records of the batch a partial response settled. */
      readonly settled: number;
      /** What the function threw; absent where it reported the failure. */
      readonly error?: unknown;
    }
  | { readonly type: 'bisected'; readonly records: number; readonly into: readonly [number, number] }
  /** `retry` is 0 for the rest of a batch after a partial response, which uses up none; `of` is infinite without a maximum. */
  | {
      readonly type: 'retrying';
      readonly records: number;
      readonly retry: number;
      readonly of: number;
      readonly inMs: number;
    }
  | { readonly type: 'discarded'; readonly records: number; readonly invocationRecord: InvocationRecordOf<R> }
  /** Everything of the shard up to this sequence number is settled. */
  | { readonly type: 'checkpointed'; readonly sequenceNumber: string }
);

/** The same without what all have in common. */
export type MappingEventDetails<R extends SourceRecord> =
  MappingEvent<R> extends infer E ? (E extends MappingEvent<R> ? Omit<E, 'at' | 'shardId'> : never) : never;

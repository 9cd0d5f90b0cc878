import type { DynamoDBRecord } from 'aws-lambda';
import type { MappingBatch } from '../../local/mapping/event-source-mapping.js';
import type { InvocationRecordOf } from '../../local/mapping/invocation-record.js';
import type { MappingEvent } from '../../local/mapping/mapping-event.js';
import type { SourceRecord } from '../../local/source-record.js';

/** One invocation of the function. */
export interface SimulatedInvocation<R extends SourceRecord = DynamoDBRecord> {
  readonly event: MappingBatch<R>;
  readonly response?: unknown;
  readonly error?: unknown;
  /** Milliseconds since the simulation began. */
  readonly at: number;
}

export interface Simulation<R extends SourceRecord = DynamoDBRecord> {
  readonly invocations: readonly SimulatedInvocation<R>[];
  /** How often each record was delivered, by `eventID`. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** The records that a failure destination would have got, each with its `payload`. */
  readonly discarded: readonly InvocationRecordOf<R>[];
  /** What the event source mappings did. */
  readonly events: readonly MappingEvent<R>[];
  /** Milliseconds of simulated time. */
  readonly elapsedMs: number;
}

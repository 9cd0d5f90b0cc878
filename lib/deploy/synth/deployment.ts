import type { EventSourceConfig } from '../../event-source/config.js';
import type { StreamService } from '../../event-source/stream-access.js';
import type { StreamViewType } from '../../records/wire.js';
import type { Filter } from './filters.js';

/** What is to be deployed, whatever the tool is. */
export interface Deployment {
  readonly name: string;
  readonly functionName?: string;
  /** The function's own environment variables. */
  readonly environment: readonly Variable[];
  readonly functionId: string;
  readonly roleId: string;
  readonly logGroupId: string;
  readonly mappings: readonly Mapping[];
  readonly tables: readonly DefinedTable[];
  readonly kinesisStreams: readonly DefinedKinesisStream[];
  /** The queue that hears of discarded batches; absent where the code names another destination. */
  readonly failureQueue?: DefinedQueue;
  readonly statements: readonly Statement[];
}

/** An environment variable of the function. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** Why it is there, where that is known. */
  readonly notes: readonly string[];
  /** The table that the template defines under the name that is the value. */
  readonly tableId?: string;
}

/** An event source mapping. */
export interface Mapping {
  readonly id: string;
  /** The table's name, expression or `*`, for comments. */
  readonly label: string;
  readonly stream: Stream;
  readonly eventSource: EventSourceConfig;
  readonly filters: readonly Filter[];
  /** What there is to say above the filters. */
  readonly filterNotes: readonly string[];
  readonly destination: Reference;
}

export interface Stream {
  readonly service: StreamService;
  readonly arn: Reference;
  /** The consumer of a Kinesis data stream as which Lambda reads it (enhanced fan-out). */
  readonly consumer?: Reference;
}

/** Something's ARN. */
export type Reference =
  | { readonly arn: string }
  /** The `arn` of a resource in the template; a table's is that of its stream. */
  | { readonly of: 'table' | 'kinesisStream' | 'failureQueue' | 'logGroup'; readonly id: string }
  /** Terraform's expression for it. */
  | { readonly expression: string };

/** A table that the template defines. */
export interface DefinedTable {
  readonly id: string;
  readonly name: string;
  readonly viewType: StreamViewType;
  /** Which handlers need what of the view type. */
  readonly viewTypeNotes: readonly string[];
  /** The handlers that hear of expired items. */
  readonly expiryHandlers: readonly string[];
  /** The Kinesis data stream that gets the changes; without it they are in a DynamoDB stream. */
  readonly kinesisStreamId?: string;
}

/** A queue that the template defines, with the policy that refuses all but TLS. */
export interface DefinedQueue {
  readonly id: string;
  readonly policyId: string;
}

export interface DefinedKinesisStream {
  readonly id: string;
  readonly table: string;
}

/** What the function may do. */
export interface Statement {
  readonly note: string;
  readonly actions: readonly string[];
  readonly resources: readonly Reference[];
}

import type { StreamViewType } from '../../records/wire.js';

/** What is deployed, in AWS's own words. Every field may be missing: which ones AWS gives depends on what was set. */
export interface Deployed {
  readonly function: DeployedFunction;
  /** The function's event source mappings. */
  readonly mappings: readonly DeployedMapping[];
  /** The tables whose streams the mappings read, by the table's ARN; null where there is no such table. */
  readonly tables: Readonly<Record<string, DeployedTable | null>>;
  /** The streams of tables that could not be read, by the stream's ARN; null where there is no such stream. */
  readonly streams?: Readonly<Record<string, DeployedStream | null>>;
  /** Whether there may be more mappings than these: AWS did not let them be listed. */
  readonly isMissingMappings?: boolean;
  /** What AWS did not let be read. */
  readonly unread?: readonly Unread[];
}

/** Something that AWS did not let be read: access was denied, or it was asked too often. */
export interface Unread {
  /** The action that was refused, such as `dynamodb:DescribeTable`. */
  readonly action: string;
  /** The table that it is about; absent where it is about the function. */
  readonly table?: string;
  /** What AWS says. */
  readonly reason: string;
  /** The remedy that lets it be read the next time: permission, some time, or a package. @default 'allow' */
  readonly remedy?: 'allow' | 'wait' | 'install';
}

/** The part of Lambda's function configuration that is looked at. */
export interface DeployedFunction {
  readonly FunctionName?: string | undefined;
  readonly FunctionArn?: string | undefined;
  readonly Runtime?: string | undefined;
  readonly State?: string | undefined;
  readonly StateReason?: string | undefined;
  readonly LastUpdateStatus?: string | undefined;
  readonly LastUpdateStatusReason?: string | undefined;
  readonly Environment?:
    | {
        readonly Variables?: Readonly<Record<string, string>> | undefined;
        readonly Error?: { readonly ErrorCode?: string | undefined; readonly Message?: string | undefined } | undefined;
      }
    | undefined;
}

/** The part of Lambda's event source mapping configuration that is looked at. */
export interface DeployedMapping {
  readonly UUID?: string | undefined;
  readonly EventSourceArn?: string | undefined;
  readonly FunctionArn?: string | undefined;
  readonly State?: string | undefined;
  readonly StateTransitionReason?: string | undefined;
  readonly LastProcessingResult?: string | undefined;
  readonly StartingPosition?: string | undefined;
  readonly BatchSize?: number | undefined;
  readonly MaximumBatchingWindowInSeconds?: number | undefined;
  readonly ParallelizationFactor?: number | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumRecordAgeInSeconds?: number | undefined;
  readonly BisectBatchOnFunctionError?: boolean | undefined;
  readonly TumblingWindowInSeconds?: number | undefined;
  readonly FunctionResponseTypes?: readonly string[] | undefined;
  readonly FilterCriteria?:
    | { readonly Filters?: readonly { readonly Pattern?: string | undefined }[] | undefined }
    | undefined;
  readonly FilterCriteriaError?:
    | { readonly ErrorCode?: string | undefined; readonly Message?: string | undefined }
    | undefined;
  readonly DestinationConfig?:
    | { readonly OnFailure?: { readonly Destination?: string | undefined } | undefined }
    | undefined;
}

/** The part of DynamoDB's table description that is looked at. */
export interface DeployedTable {
  readonly LatestStreamArn?: string | undefined;
  readonly StreamSpecification?:
    | { readonly StreamEnabled?: boolean | undefined; readonly StreamViewType?: StreamViewType | undefined }
    | undefined;
}

/** The part of the description of a DynamoDB stream that is looked at. */
export interface DeployedStream {
  readonly StreamStatus?: string | undefined;
  readonly StreamViewType?: StreamViewType | undefined;
}

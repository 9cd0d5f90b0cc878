import type { DynamoDBRecord } from 'aws-lambda';

/** Why a batch was given up. */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** What a failure destination hears of a batch that was given up, as Lambda writes it. */
export interface InvocationRecord {
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: DiscardCondition;
    /** At least 1; invocations before a partial response that settled a part of the batch are not among them. */
    readonly approximateInvokeCount: number;
  };
  /** Absent where the records were too old, whether or not the function was invoked with them before. */
  readonly responseContext?: {
    readonly statusCode: 200;
    readonly executedVersion: '$LATEST';
    /** `Unhandled` for an error that was thrown, null for a failure that was reported. */
    readonly functionError: 'Unhandled' | null;
  };
  readonly version: '1.0';
  readonly timestamp: string;
  readonly DDBStreamBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly approximateArrivalOfLastRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
  /** The whole event; destinations that can hold it get it: S3, files and simulations. */
  readonly payload?: { readonly Records: readonly DynamoDBRecord[] };
}

/** AWS writes arrivals to the second. */
export function arrivalText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

import type { DynamoDBRecord, KinesisStreamRecord } from 'aws-lambda';
import type { SourceRecord } from '../source-record.js';

/** Why a batch was given up. */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** Where a batch is in its stream. */
export interface BatchInfo {
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  readonly approximateArrivalOfFirstRecord: string;
  readonly approximateArrivalOfLastRecord: string;
  readonly batchSize: number;
  readonly streamArn: string;
}

interface BaseInvocationRecord {
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
}

/** What Lambda writes to the failure destination of a mapping of DynamoDB Streams about a discarded batch. */
export interface InvocationRecord extends BaseInvocationRecord {
  readonly DDBStreamBatchInfo: BatchInfo;
  /** The whole event; destinations that can hold it get it: S3, files and simulations. */
  readonly payload?: { readonly Records: readonly DynamoDBRecord[] };
}

/** The same for a mapping of a Kinesis data stream. */
export interface KinesisInvocationRecord extends BaseInvocationRecord {
  readonly KinesisBatchInfo: BatchInfo;
  readonly payload?: { readonly Records: readonly KinesisStreamRecord[] };
}

export type AnyInvocationRecord = InvocationRecord | KinesisInvocationRecord;

/** The invocation record of a mapping of such records. */
export type InvocationRecordOf<R extends SourceRecord> = R extends KinesisStreamRecord
  ? KinesisInvocationRecord
  : InvocationRecord;

export function batchInfoOf(record: AnyInvocationRecord): BatchInfo {
  return 'KinesisBatchInfo' in record ? record.KinesisBatchInfo : record.DDBStreamBatchInfo;
}

/** AWS writes arrivals to the second. */
export function arrivalText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

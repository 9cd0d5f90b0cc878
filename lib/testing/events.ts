import type { DynamoDBRecord, DynamoDBStreamEvent, KinesisStreamRecord, KinesisStreamRecordPayload } from 'aws-lambda';

/**
 * The Lambda event of a DynamoDB stream.
 *
 * @example
 * ```ts
 * await handler(streamEvent(insert({ pk: 'ORDER#1' }), remove({ pk: 'ORDER#2' })), lambdaContext());
 * ```
 */
export function streamEvent(...records: readonly DynamoDBRecord[]): DynamoDBStreamEvent {
  return { Records: [...records] };
}

/** A Kinesis record as EventBridge Pipes hands it on: without the level that an event source mapping has. */
export interface PipedKinesisRecord extends Omit<KinesisStreamRecord, 'kinesis'>, KinesisStreamRecordPayload {}

/**
 * The batch that EventBridge Pipes hands to its target, of a DynamoDB stream's records or of a Kinesis stream's.
 *
 * @example
 * ```ts
 * await handler(pipesEvent(...kinesisEvent(insert({ pk: 'ORDER#1' })).Records));
 * ```
 */
export function pipesEvent<R extends DynamoDBRecord>(...records: readonly R[]): R[];
export function pipesEvent(...records: readonly KinesisStreamRecord[]): PipedKinesisRecord[];
export function pipesEvent(...records: readonly (DynamoDBRecord | KinesisStreamRecord)[]): unknown[] {
  return records.map((record) => {
    if (!('kinesis' in record)) return record;
    const { kinesis, ...rest } = record;
    return { ...kinesis, ...rest };
  });
}

import { createHash } from 'node:crypto';
import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { tableOf } from '../records/images.js';
import { type DeliveredRecord, madeAt } from './record.js';

/**
 * The Lambda event of a Kinesis stream that DynamoDB writes its changes to. Each call appends to that stream: the same
 * records given again are duplicates at later positions, as such a stream may have them.
 *
 * @example
 * ```ts
 * await handler(kinesisEvent(insert({ pk: 'ORDER#1' }), remove({ pk: 'ORDER#2' })));
 * ```
 */
export function kinesisEvent(...records: readonly DeliveredRecord[]): KinesisStreamEvent {
  return { Records: records.map(toKinesis) };
}

let count = 0;

function toKinesis(record: DeliveredRecord): KinesisStreamRecord {
  const sequenceNumber = `496${String(++count).padStart(53, '0')}`;
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: partitionKey(record),
      sequenceNumber,
      data: Buffer.from(JSON.stringify(payload(record))).toString('base64'),
      approximateArrivalTimestamp: madeAt(record.dynamodb) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/lambda-role',
    awsRegion: record.awsRegion,
    eventSourceARN: `arn:aws:kinesis:${record.awsRegion}:123456789012:stream/table-changes`,
  };
}

/** What DynamoDB writes to Kinesis: no position, which Kinesis gives, and no view type, since it has both images. */
function payload(record: DeliveredRecord) {
  const { SequenceNumber, StreamViewType, ApproximateCreationDateTime, ...change } = record.dynamodb;
  return {
    awsRegion: record.awsRegion,
    eventID: asUuid(record.eventID),
    eventName: record.eventName,
    userIdentity: record.userIdentity ?? null,
    recordFormat: 'application/json',
    tableName: tableOf(record),
    dynamodb: { ApproximateCreationDateTime: Math.round(madeAt(record.dynamodb)), ...change },
    eventSource: record.eventSource,
  };
}

function asUuid(eventID: string): string {
  return eventID.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The same for every change of an item, so that they share a shard. */
function partitionKey({ eventSourceARN, dynamodb }: DeliveredRecord): string {
  const item = JSON.stringify([eventSourceARN, dynamodb.Keys]);
  return createHash('sha256').update(item).digest('hex').slice(0, 32).toUpperCase();
}

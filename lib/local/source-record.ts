import type { DynamoDBRecord, KinesisStreamRecord } from 'aws-lambda';

/** A record of a stream as a function gets it: of DynamoDB Streams, or of a Kinesis data stream. */
export type SourceRecord = DynamoDBRecord | KinesisStreamRecord;

export function isKinesisRecord(record: SourceRecord): record is KinesisStreamRecord {
  return 'kinesis' in record;
}

/** Where the record is in its shard; a partial response names the record by it. */
export function sequenceNumberOf(record: SourceRecord | undefined): string | undefined {
  if (record === undefined) return undefined;
  return isKinesisRecord(record) ? record.kinesis?.sequenceNumber : record.dynamodb?.SequenceNumber;
}

/** When the record arrived in its stream, in milliseconds since the epoch. */
export function arrivalOf(record: SourceRecord): number | undefined {
  const seconds = isKinesisRecord(record)
    ? record.kinesis?.approximateArrivalTimestamp
    : record.dynamodb?.ApproximateCreationDateTime;
  return seconds === undefined ? undefined : seconds * 1000;
}

/**
 * A text that is the same for all records whose order a stream keeps: those of one item, or of one partition key of
 * Kinesis. Equal keys have equal text, but for the order of their names.
 */
export function orderingKeyOf(record: SourceRecord | undefined): string {
  if (record === undefined) return '';
  if (isKinesisRecord(record)) return record.kinesis?.partitionKey ?? '';
  const keys = Object.entries(record.dynamodb?.Keys ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(keys);
}

/**
 * The record as the filters of a mapping see it: that of Kinesis with its `data` decoded. Data that is no JSON is absent
 * then, and matches no pattern about it.
 */
export function filteredFormOf(record: SourceRecord): unknown {
  if (!isKinesisRecord(record)) return record;
  return { ...record.kinesis, data: parseData(record.kinesis?.data) };
}

function parseData(data: unknown): unknown {
  try {
    return JSON.parse(Buffer.from(String(data), 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

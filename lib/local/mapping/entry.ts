import type { DynamoDBRecord } from 'aws-lambda';

/** A record on its way to the function. */
export interface Entry {
  /** The record as JSON: what is sent, measured, and sent again untouched by what the function did to its event. */
  readonly json: string;
  readonly bytes: number;
  readonly sequenceNumber: string | undefined;
  readonly eventID: string | undefined;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly readAt: number;
  /** The sequence number of the record before it. */
  readonly follows: string | undefined;
}

/** Prepares a record that was read `now`; one without a time has arrived then. */
export function entryOf(record: DynamoDBRecord, now: number, follows: string | undefined): Entry {
  const json = JSON.stringify(record);
  const { SequenceNumber, ApproximateCreationDateTime } = record.dynamodb ?? {};
  return {
    json,
    bytes: Buffer.byteLength(json),
    sequenceNumber: SequenceNumber,
    eventID: record.eventID,
    arrivedAt: ApproximateCreationDateTime === undefined ? now : ApproximateCreationDateTime * 1000,
    readAt: now,
    follows,
  };
}

/** The event of a batch, made anew for each invocation. */
export function eventOf(entries: readonly Entry[]): { Records: DynamoDBRecord[] } {
  return JSON.parse(`{"Records":[${entries.map(({ json }) => json).join()}]}`);
}

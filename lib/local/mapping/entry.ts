import { arrivalOf, isKinesisRecord, type SourceRecord, sequenceNumberOf } from '../source-record.js';

/** A record on its way to the function. */
export interface Entry {
  /** The record as JSON: what is sent, measured, and sent again untouched by what the function did to its event. */
  readonly json: string;
  readonly bytes: number;
  readonly sequenceNumber: string | undefined;
  readonly isFromKinesis: boolean;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly readAt: number;
  /** The sequence number of the record before it. */
  readonly follows: string | undefined;
}

/** Prepares a record that was read `now`; one without a time has arrived then. */
export function entryOf(record: SourceRecord, now: number, follows: string | undefined): Entry {
  const json = JSON.stringify(record);
  return {
    json,
    bytes: Buffer.byteLength(json),
    sequenceNumber: sequenceNumberOf(record),
    isFromKinesis: isKinesisRecord(record),
    arrivedAt: arrivalOf(record) ?? now,
    readAt: now,
    follows,
  };
}

/** The event of a batch, as JSON: each invocation gets one of its own. */
export function eventTextOf(entries: readonly Entry[]): string {
  return `{"Records":[${entries.map(({ json }) => json).join()}]}`;
}

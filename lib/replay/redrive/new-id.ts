import { randomUUID } from 'node:crypto';
import type { DeliveredRecord } from '../target/target.js';

/** The record under an event id of its own, by which it is known to be replayed. */
export function withNewId(record: DeliveredRecord): DeliveredRecord {
  const eventID = `replay-${randomUUID()}`;
  if (!('kinesis' in record)) return { ...record, eventID };
  // The change has an id inside its data; that of the record around it is its place in the shard.
  const { data } = record.kinesis;
  return { ...record, kinesis: { ...record.kinesis, data: withEventID(data, eventID) } };
}

function withEventID(data: string, eventID: string): string {
  try {
    const change: object = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
    return Buffer.from(JSON.stringify({ ...change, eventID })).toString('base64');
  } catch {
    // No change of a table: the handlers will say so.
    return data;
  }
}

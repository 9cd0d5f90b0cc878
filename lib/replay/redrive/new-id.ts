import { isObject } from '../../errors.js';
import type { DeliveredRecord } from '../target/target.js';

/**
 * The record under an event id of its own, by which it is known to be replayed: `replay-` and the first one. It is the
 * same whenever the record is redriven, also with another batch whose range has it, so that what is done with it is done.
 */
export function withNewId(record: DeliveredRecord): DeliveredRecord {
  if (!('kinesis' in record)) return { ...record, ...newId(record.eventID) };
  // What is malformed goes to the handlers as it is, and they say what is wrong with it.
  if (!isObject(record.kinesis)) return record;
  // The change has an id inside its data; that of the record around it is its place in the shard.
  const { data } = record.kinesis;
  return { ...record, kinesis: { ...record.kinesis, data: withNewIdInside(data) } };
}

function withNewIdInside(data: string): string {
  try {
    const change: unknown = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
    if (!isObject(change)) return data;
    return Buffer.from(JSON.stringify({ ...change, ...newId(change.eventID) })).toString('base64');
  } catch {
    // No change of a table: the handlers will say so.
    return data;
  }
}

/** None for what has no id to tell it from others. */
function newId(eventID: unknown): { readonly eventID?: string } {
  return typeof eventID === 'string' && eventID !== '' ? { eventID: `replay-${eventID}` } : {};
}

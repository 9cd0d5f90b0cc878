import { InvalidEventError, isObject, kindOf } from '../errors.js';
import type { WireRecord } from '../records/wire.js';
import { field, type Source, textField } from './source.js';

/** DynamoDB Streams through an event source mapping: the elements are the wire records. */
export const dynamodbStream: Source = {
  open: checkRecord,
  identifierOf: (raw) => textField(field(raw, 'dynamodb'), 'SequenceNumber'),
};

/** The value as a wire record, if it has the form of one. @throws InvalidEventError */
export function checkRecord(value: unknown): WireRecord {
  const record = value as WireRecord | null | undefined;
  const change = record?.dynamodb;
  if (!record || !isObject(change)) throw malformed(value, change, 'dynamodb');
  const { Keys, NewImage, OldImage } = change;
  if (Keys !== undefined && !isObject(Keys)) throw malformed(value, Keys, 'dynamodb.Keys');
  if (NewImage != null && !isObject(NewImage)) throw malformed(value, NewImage, 'dynamodb.NewImage');
  if (OldImage != null && !isObject(OldImage)) throw malformed(value, OldImage, 'dynamodb.OldImage');
  return record;
}

function malformed(record: unknown, found: unknown, place: string): InvalidEventError {
  const what = `${kindOf(record)} with ${kindOf(found)} as ${place}`;
  return new InvalidEventError(`Malformed record: found ${what}, expected a DynamoDB change with Keys and images`);
}

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
  if (record && typeof change === 'object' && change !== null) {
    const { Keys } = change;
    if (Keys === undefined || isObject(Keys)) return record;
  }
  const keys = field(change, 'Keys');
  const place = keys === undefined ? 'dynamodb' : 'dynamodb.Keys';
  const what = `${kindOf(value)} with ${kindOf(keys ?? change)} as ${place}`;
  throw new InvalidEventError(`Malformed record: found ${what}, expected a DynamoDB change with Keys and images`);
}

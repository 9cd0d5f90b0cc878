import { found, InvalidEventError, isObject } from '../errors.js';
import type { WireRecord } from '../records/wire.js';
import { field, type Source, textField } from './source.js';

/** DynamoDB Streams through an event source mapping: the elements are the wire records. */
export const dynamodbStream: Source = {
  open: checkRecord,
  identifierOf: (raw) => textField(field(raw, 'dynamodb'), 'SequenceNumber'),
};

/** The value as a wire record, if it has the form of one. @throws InvalidEventError */
export function checkRecord(value: unknown): WireRecord {
  const change = field(value, 'dynamodb');
  const keys = field(change, 'Keys');
  if (isObject(change) && (keys === undefined || isObject(keys))) return value as WireRecord;
  const what = isObject(change) ? `dynamodb.Keys as ${found(keys)}` : `dynamodb as ${found(change)} in ${found(value)}`;
  throw new InvalidEventError(`Malformed record: found ${what}, expected a DynamoDB change with Keys and images`);
}

import { found, InvalidEventError } from '../errors.js';
import type { WireRecord } from '../records/wire.js';
import { field, type Source, textField } from './source.js';

/** DynamoDB Streams through an event source mapping: the elements are the wire records. */
export const dynamodbStream: Source = {
  open: checkRecord,
  identifierOf: (raw) => textField(field(raw, 'dynamodb'), 'SequenceNumber'),
};

/** The value as a wire record, if it has the form of one. @throws InvalidEventError */
export function checkRecord(value: unknown): WireRecord {
  if (isObject(value)) {
    const { eventName, dynamodb } = value as WireRecord;
    if (isObject(dynamodb) && typeof eventName === 'string' && isMap(dynamodb.Keys)) return value as WireRecord;
  }
  throw new InvalidEventError(faultOf(value));
}

function faultOf(value: unknown): string {
  if (!isObject(value)) return `The record is ${found(value)}, expected a DynamoDB stream record.`;
  const { eventName, dynamodb } = value as WireRecord;
  if (!isObject(dynamodb))
    return `The record has ${field(value, 'dynamodb') === undefined ? 'no dynamodb field' : `${typeof dynamodb} as its dynamodb field`}, expected the object with Keys and images.`;
  if (typeof eventName !== 'string')
    return `The record's eventName is ${typeof eventName}, expected INSERT, MODIFY or REMOVE.`;
  return `The record's Keys are ${typeof dynamodb.Keys}, expected a map of attributes.`;
}

function isMap(keys: unknown): boolean {
  return keys === undefined || isObject(keys);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

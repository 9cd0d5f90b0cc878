import { InvalidEventError, isObject, kindOf } from '../errors.js';
import { decodeBinary } from '../records/binary.js';
import type { WireChange, WireRecord } from '../records/wire.js';
import { fieldsOf, textField } from './source.js';

/**
 * The wire record inside an element of an event: the element itself, or the base64 JSON in its Kinesis data.
 *
 * @throws InvalidEventError where there is none.
 */
export function openElement(raw: unknown): WireRecord {
  // An event source mapping nests the Kinesis fields, a pipe has them in the element itself.
  const { kinesis = raw } = fieldsOf(raw);
  const { data } = fieldsOf(kinesis);
  if (data === undefined) return checkRecord(raw);
  const record = checkRecord(parse(data));
  // What stream records have and the payload lacks: an ARN, a position, and time in seconds.
  const change: WireChange = { ...record.dynamodb, SequenceNumber: textField(kinesis, 'sequenceNumber') };
  if (typeof change.ApproximateCreationDateTime === 'number')
    change.ApproximateCreationDateTime /= change.ApproximateCreationDateTimePrecision === 'MICROSECOND' ? 1e6 : 1e3;
  return { ...record, eventSourceARN: textField(raw, 'eventSourceARN'), dynamodb: change };
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(decodeBinary(`${data}`)));
  } catch {
    throw new InvalidEventError('Record data: found no JSON, expected JSON as base64');
  }
}

function checkRecord(value: unknown): WireRecord {
  const { dynamodb } = fieldsOf(value);
  // `dynamodb` stands in for what it may lack.
  const { Keys = dynamodb, NewImage, OldImage } = fieldsOf(dynamodb);
  if (isObject(Keys) && isObject(NewImage ?? dynamodb) && isObject(OldImage ?? dynamodb)) return value as WireRecord;
  throw new InvalidEventError(
    `Record: found dynamodb: ${kindOf(dynamodb)}, Keys: ${kindOf(Keys)}, NewImage: ${kindOf(NewImage)}, OldImage: ${kindOf(OldImage)}, expected objects`,
  );
}

import { InvalidEventError, isObject, kindOf } from '../errors.js';
import { decodeBinary } from '../records/binary.js';
import type { WireRecord } from '../records/wire.js';
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
  const { dynamodb, ...payload } = checkRecord(parse(data));
  const { ApproximateCreationDateTime: time, ApproximateCreationDateTimePrecision: precision } = dynamodb ?? {};
  // What stream records have and the payload lacks: an ARN, a position, and time in seconds.
  return {
    ...payload,
    eventSourceARN: textField(raw, 'eventSourceARN'),
    dynamodb: {
      ...dynamodb,
      SequenceNumber: textField(kinesis, 'sequenceNumber'),
      ApproximateCreationDateTime:
        typeof time === 'number' ? time / (precision === 'MICROSECOND' ? 1e6 : 1e3) : undefined,
    },
  };
}

function checkRecord(value: unknown): WireRecord {
  const change = fieldsOf(value).dynamodb;
  const { Keys, NewImage, OldImage } = fieldsOf(change);
  if (
    isObject(change) &&
    isObject(Keys === undefined ? change : Keys) &&
    isObject(NewImage ?? change) &&
    isObject(OldImage ?? change)
  )
    return value as WireRecord;
  throw new InvalidEventError(
    `Malformed record: found dynamodb: ${kindOf(change)}, Keys: ${kindOf(Keys)}, NewImage: ${kindOf(NewImage)}, OldImage: ${kindOf(OldImage)}, expected objects`,
  );
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(decodeBinary(`${data}`)));
  } catch {
    // No record either; what it should be is said there.
    return undefined;
  }
}

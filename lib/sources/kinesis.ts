import { InvalidEventError } from '../errors.js';
import { decodeBinary } from '../records/binary.js';
import type { WireRecord } from '../records/wire.js';
import { checkRecord } from './dynamodb.js';
import { field, type Source, textField } from './source.js';

/** Kinesis Data Streams for DynamoDB through an event source mapping: the change is base64 JSON inside each element. */
export const kinesisStream: Source = {
  open: openKinesis,
  identifierOf: (raw) => textField(field(raw, 'kinesis'), 'sequenceNumber'),
};

/** Parses the payload, and gives it what stream records have and it lacks: a position, an ARN, and time in seconds. */
function openKinesis(raw: unknown): WireRecord {
  // An event source mapping nests the Kinesis fields, a pipe has them in the element itself.
  const kinesis = field(raw, 'kinesis') ?? raw;
  const payload = checkRecord(parse(textField(kinesis, 'data') ?? ''));
  const { ApproximateCreationDateTime: time, ApproximateCreationDateTimePrecision: precision } = payload.dynamodb ?? {};
  return {
    ...payload,
    eventSourceARN: textField(raw, 'eventSourceARN'),
    dynamodb: {
      ...payload.dynamodb,
      SequenceNumber: textField(kinesis, 'sequenceNumber'),
      ApproximateCreationDateTime:
        typeof time !== 'number' ? undefined : time / (precision === 'MICROSECOND' ? 1e6 : 1e3),
    },
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(decodeBinary(data)));
  } catch {
    throw new InvalidEventError(
      'Malformed record: found Kinesis data that is not base64 JSON, expected a DynamoDB change',
    );
  }
}

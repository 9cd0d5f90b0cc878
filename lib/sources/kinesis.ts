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
export function openKinesis(raw: unknown): WireRecord {
  // An event source mapping nests the Kinesis fields, a pipe has them in the element itself.
  const kinesis = field(raw, 'kinesis') ?? raw;
  const record = checkRecord(parse(textField(kinesis, 'data')));
  const change = record.dynamodb;
  if (change !== undefined) {
    change.SequenceNumber = textField(kinesis, 'sequenceNumber');
    const time = change.ApproximateCreationDateTime;
    const perSecond = change.ApproximateCreationDateTimePrecision === 'MICROSECOND' ? 1e6 : 1e3;
    if (typeof time === 'number') change.ApproximateCreationDateTime = time / perSecond;
  }
  record.eventSourceARN = textField(raw, 'eventSourceARN');
  return record;
}

function parse(data: string | undefined): unknown {
  const bytes = data === undefined ? undefined : decodeBinary(data);
  if (bytes === undefined)
    throw new InvalidEventError('The Kinesis record has no base64 data, expected a DynamoDB change.');
  try {
    return JSON.parse(Buffer.from(bytes.buffer).toString());
  } catch {
    throw new InvalidEventError(
      'The data of the Kinesis record is not JSON, expected what DynamoDB writes to Kinesis.',
    );
  }
}

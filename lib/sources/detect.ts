import { found, InvalidEventError } from '../errors.js';
import { dynamodbStream } from './dynamodb.js';
import { kinesisStream } from './kinesis.js';
import { pipedDynamodb, pipedKinesis } from './pipes.js';
import { type Batch, field, textField } from './source.js';

const EXPECTED =
  'a DynamoDB Streams event, a Kinesis event of DynamoDB changes, or an EventBridge Pipes batch of either';

/**
 * Tells by its first record what an event is.
 *
 * @throws InvalidEventError for anything but a batch of table changes.
 */
export function detectSource(event: unknown): Batch {
  const piped = Array.isArray(event);
  const records: unknown = piped ? event : field(event, 'Records');
  if (!Array.isArray(records)) throw new InvalidEventError(`Found ${describe(event, records)}, expected ${EXPECTED}.`);
  const [first] = records;
  const service = textField(first, 'eventSource') ?? textField(first, 'EventSource');
  if (service === 'aws:kinesis' || field(first, 'kinesis') !== undefined) {
    return { source: piped ? pipedKinesis : kinesisStream, records };
  }
  const foreign = service !== undefined && service !== 'aws:dynamodb' && field(first, 'dynamodb') === undefined;
  if (foreign) throw new InvalidEventError(`Found an event of ${found(service)}, expected ${EXPECTED}.`);
  return { source: piped ? pipedDynamodb : dynamodbStream, records };
}

function describe(event: unknown, records: unknown): string {
  return records === undefined ? found(event) : `an event whose Records is ${found(records)}`;
}

import { InvalidEventError, kindOf } from '../errors.js';
import { dynamodbStream } from './dynamodb.js';
import { kinesisStream } from './kinesis.js';
import { piped } from './pipes.js';
import { type Batch, field, textField } from './source.js';

/**
 * Tells by its first record what an event is.
 *
 * @throws InvalidEventError for anything but a batch of table changes.
 */
export function detectSource(event: unknown): Batch {
  const records = Array.isArray(event) ? event : field(event, 'Records');
  const [first]: unknown[] = Array.isArray(records) ? records : [];
  const service = textField(first, 'eventSource') ?? textField(first, 'EventSource') ?? 'aws:dynamodb';
  const source = service === 'aws:kinesis' || field(first, 'kinesis') ? kinesisStream : dynamodbStream;
  const foreign = source === dynamodbStream && service !== 'aws:dynamodb' && !field(first, 'dynamodb');
  if (Array.isArray(records) && !foreign) return { source: event === records ? piped(source) : source, records };
  const what = foreign ? `an event of ${service}` : `${kindOf(event)} with ${kindOf(records)} as Records`;
  throw new InvalidEventError(
    `Found ${what}, expected an event of DynamoDB Streams or of Kinesis Data Streams for DynamoDB, or an EventBridge Pipes batch`,
  );
}

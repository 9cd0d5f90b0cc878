import { found, InvalidEventError, isObject, kindOf } from '../errors.js';
import { dynamodbStream } from './dynamodb.js';
import { kinesisStream } from './kinesis.js';
import { piped } from './pipes.js';
import { type Batch, field, textField } from './source.js';

/**
 * Tells by the first record that says it what an event is.
 *
 * @throws InvalidEventError for anything but a batch of table changes.
 */
export function detectSource(event: unknown): Batch {
  const records = Array.isArray(event) ? event : field(event, 'Records');
  const elements: unknown[] = Array.isArray(records) ? records : [];
  const telling = elements.find(
    (element) => serviceOf(element) ?? field(element, 'kinesis') ?? field(element, 'dynamodb'),
  );
  const service = serviceOf(telling) ?? 'aws:dynamodb';
  const source = service === 'aws:kinesis' || field(telling, 'kinesis') ? kinesisStream : dynamodbStream;
  const foreign = source === dynamodbStream && service !== 'aws:dynamodb' && !field(telling, 'dynamodb');
  if (Array.isArray(records) && !foreign) return { source: event === records ? piped(source) : source, records };
  const what = foreign
    ? `an event of ${service}`
    : `${isObject(event) ? found(event) : kindOf(event)} with ${kindOf(records)} as Records`;
  throw new InvalidEventError(
    `Found ${what}, expected an event of DynamoDB Streams or of Kinesis Data Streams for DynamoDB, or an EventBridge Pipes batch`,
  );
}

/** SNS alone writes it with a capital. */
function serviceOf(element: unknown): string | undefined {
  return textField(element, 'eventSource') ?? textField(element, 'EventSource');
}

import { found, InvalidEventError, isObject, kindOf } from '../errors.js';
import { openElement } from './open.js';
import { type Batch, fieldsOf, textField } from './source.js';

/**
 * The batch that an event is: of DynamoDB Streams, of Kinesis Data Streams for DynamoDB, or what EventBridge Pipes
 * hands on from either, which is a bare array whose elements are named by their `eventID`.
 *
 * @throws InvalidEventError for anything but a batch of table changes.
 */
export function detectSource(event: unknown): Batch {
  const piped = Array.isArray(event);
  const { Records = event } = fieldsOf(event);
  const first = fieldsOf(Records)[0];
  // SNS alone writes it with a capital. What is made by hand may name any source, or none.
  const service = textField(first, 'eventSource') ?? textField(first, 'EventSource');
  if (!Array.isArray(Records) || /^aws:(?!dynamodb|kinesis)/.test(`${service}`)) {
    const what = isObject(event) ? found(event) : kindOf(event);
    const place = service ? `of ${service}` : `with Records: ${kindOf(fieldsOf(event).Records)}`;
    throw new InvalidEventError(`Event: found ${what} ${place}, expected Records: an array of DynamoDB changes`);
  }
  const identifierOf = (raw: unknown) => {
    const { kinesis, dynamodb } = fieldsOf(raw);
    if (piped) return textField(raw, 'eventID');
    return textField(kinesis, 'sequenceNumber') ?? textField(dynamodb, 'SequenceNumber');
  };
  return { source: { open: openElement, identifierOf }, records: Records };
}

import { checkKeys, unexpected } from '../../errors.js';
import type { AnyInvocationRecord } from '../mapping/invocation-record.js';
import { type ClientOptions, connectOnce, connectSQS } from './clients.js';
import { type FailureDestination, handOver } from './destination.js';

export interface ToQueueOptions extends ClientOptions {}

/**
 * Sends the invocation record of each batch that is given up to a standard queue of SQS. As on AWS the message does not
 * hold the records of the batch, only where they are in the stream. Needs the package `@aws-sdk/client-sqs`.
 *
 * @example
 * ```ts
 * new EventSourceMapping({
 *   source,
 *   invoke: (event) => handler(event),
 *   onFailure: toQueue('https://sqs.eu-west-1.amazonaws.com/123456789012/failed-orders'),
 * });
 * ```
 *
 * @throws ConfigurationError where the URL or an option is none, for a FIFO queue, and with the first batch where the
 * package is missing
 */
export function toQueue(queueUrl: string, options: ToQueueOptions = {}): FailureDestination {
  return sendToQueue(queueUrl, options, connectSQS);
}

/** `toQueue` with a choice of how to connect. */
export function sendToQueue(queueUrl: string, options: ToQueueOptions, connect: typeof connectSQS): FailureDestination {
  checkQueueUrl(queueUrl);
  checkKeys(options, ['clientConfig'], 'toQueue');
  const connected = connectOnce(connect, options.clientConfig);
  return async (record) => {
    const client = await connected();
    const message = { QueueUrl: queueUrl, MessageBody: textWithoutPayload(record) };
    await handOver(record, queueUrl, () => client.sendMessage(message));
  };
}

function checkQueueUrl(queueUrl: string): void {
  if (!/^https?:\/\/./.test(queueUrl)) {
    throw unexpected(
      'toQueue',
      queueUrl,
      "the queue's URL, such as https://sqs.eu-west-1.amazonaws.com/123456789012/q",
    );
  }
  if (/\.fifo$/.test(queueUrl)) {
    throw unexpected(
      'toQueue',
      queueUrl,
      'a standard queue: Lambda does not deliver to FIFO queues. Use another queue',
    );
  }
}

function textWithoutPayload({ payload, ...record }: AnyInvocationRecord): string {
  return JSON.stringify(record);
}

import type { EventSourceConfig } from '../../event-source/config.js';
import type { DefinedTable } from './deployment.js';
import type { Filter } from './filters.js';

/** What the comments of every format say. */
export const NOTES = {
  heading: (name: string) => [
    `Made by onstream synth from the handlers of ${name}: change their decorators, and make it again.`,
  ],
  table: ({ name, expiryHandlers }: DefinedTable, timeToLive: string) => [
    `The handlers know this table as ${name}: under another name they would not hear it.`,
    'Its keys are a guess. If the table exists, or stands in another template, leave this out and give its stream:',
    `onstream synth --table ${name}=<stream ARN>`,
    ...(expiryHandlers.length > 0
      ? [
          `${expiryHandlers.join(', ')}: to hear of expired items, add ${timeToLive} with the attribute of their expiry, ` +
            'which the decorators do not tell.',
        ]
      : []),
  ],
  kinesisStream: (table: string) => [
    `Gets the changes of ${table}. Unlike a DynamoDB stream, it may have them in another order, and one of them twice: ` +
      'the handlers have to bear both. With idempotent() of onstream/idempotency, each runs once for each change.',
  ],
  code: ['The code is what onstream build writes.'],
  tableVariable: (name: string) => [
    `The handlers may take the name of their table from ${name}: without it they could hear another table, and skip ` +
      'every record of this one.',
  ],
  failureQueue: [
    'Gets a message for each batch that was given up: its place in the stream, not its records. The stream keeps those for ' +
      '24 hours: until then onstream redrive can run them again, from an older message it cannot. To keep the records too, ' +
      'name an S3 bucket as eventSource.onFailureDestinationArn.',
  ],
  queuePolicy: ['Refuses whoever does not use TLS.'],
  reports: ['Follows from bootstrap(…, { reportBatchItemFailures: true }).'],
  startingPosition: ['The code says nothing. From the oldest record on, so that none is lost: 24 hours back at most.'],
  filter: ({ handlers }: Filter) => (handlers.length > 0 ? [`For ${handlers.join(', ')}.`] : []),
} as const;

/** A poison record: retried without an end, it keeps all behind it in its shard waiting. */
export function retryNotes({ maximumRetryAttempts = -1, maximumRecordAgeInSeconds = -1 }: EventSourceConfig): string[] {
  if (maximumRetryAttempts !== -1 || maximumRecordAgeInSeconds !== -1) return [];
  return [
    'Retries never end here: a record that always fails blocks its shard until it expires, a day later, and with it ' +
      'others that nobody has seen. eventSource.maximumRetryAttempts sets an end.',
  ];
}

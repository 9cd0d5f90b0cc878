// What `bootstrap` takes, and that Lambda takes what it gives.
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent, DynamoDBStreamHandler } from 'aws-lambda';
import {
  type BatchOutcome,
  type BootstrapOptions,
  bootstrap,
  type EventSourceConfig,
  type HandlerContext,
  type InsertRecord,
  type Manifest,
  type Middleware,
  OnInsert,
  type StreamHandler,
  type StreamRecord,
  stream,
} from '../../lib/index.js';
import type { Order } from './items.js';

class Mail {
  send(_to: string): void {}
}

class Orders {
  @OnInsert confirm(_record: InsertRecord<Order>) {}
}

class Mailing {
  constructor(readonly mail: Mail) {}

  @OnInsert confirm(_record: InsertRecord<Order>) {
    this.mail.send('');
  }
}

export const handler = bootstrap(Orders, { reportBatchItemFailures: true });
export const forLambda: DynamoDBStreamHandler = handler;
export const described: StreamHandler = handler;
export const several = bootstrap([Orders, new Mailing(new Mail()), stream<Order>().onInsert(() => undefined)]);
export const readOnlyList = bootstrap([Orders, Mailing] as const);
export const one = bootstrap(stream<Order>().onInsert(() => undefined));

export async function run(event: DynamoDBStreamEvent, context: Context): Promise<void> {
  const response: DynamoDBBatchResponse | void = await handler(event, context);
  const answer = await handler({ ...event, window: { start: '', end: '' }, state: {} });
  const state: object | undefined = answer?.state;
  await handler(event);
  const outcome: BatchOutcome = await handler.dispatch(event, context);
  const manifest: Manifest = handler.manifest;
  const counts: readonly number[] = [outcome.records, outcome.handled, outcome.skipped];
  const checkpoint: string | undefined = outcome.checkpoint;
  const failure = outcome.failures[0]?.errors[0]?.cause;
  const ids: readonly string[] = manifest.routes.map(({ id }) => id);
  console.log(response, state, counts, checkpoint, failure, ids);
}

const timed: Middleware = async (record: StreamRecord, context: HandlerContext, next) => {
  const value = await next();
  console.log(context.handler.id, record.eventID);
  return value;
};

const eventSource: EventSourceConfig = {
  startingPosition: 'LATEST',
  batchSize: 1000,
  maximumBatchingWindowInSeconds: 5,
  parallelizationFactor: 2,
  maximumRetryAttempts: 3,
  maximumRecordAgeInSeconds: 3600,
  bisectBatchOnFunctionError: true,
  functionResponseTypes: ['ReportBatchItemFailures'],
  filters: [{ eventName: ['INSERT'] }],
  onFailureDestinationArn: 'arn:aws:sqs:eu-west-1:123456789012:failed',
  enabled: true,
};

export const all: BootstrapOptions = {
  reportBatchItemFailures: true,
  concurrency: 10,
  numbers: (text) => text.length,
  use: [timed, (_record, _context, next) => next()],
  onError: (error, record, { handler: { id } }) => (String(error) + id === record.eventID ? 'skip' : 'retry'),
  timeoutMarginMs: 1000,
  logger: console,
  eventSource,
};
bootstrap(Orders, { numbers: 'string' });

// @ts-expect-error: text is no handler.
bootstrap('Orders');
// @ts-expect-error: nothing.
bootstrap(undefined);
// @ts-expect-error: no such option.
bootstrap(Orders, { concurency: 2 });
// @ts-expect-error: not a mode.
bootstrap(Orders, { numbers: 'bigint' });
// @ts-expect-error: not an answer.
bootstrap(Orders, { onError: () => 'ignore' });
// @ts-expect-error: not a position.
bootstrap(Orders, { eventSource: { startingPosition: 'AT_TIMESTAMP' } });
// @ts-expect-error: not a response type.
bootstrap(Orders, { eventSource: { functionResponseTypes: ['ReportFailures'] } });

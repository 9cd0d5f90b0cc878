import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { counted } from '../counted.js';
import { type Log, logTo } from '../dispatch/log.js';
import { ConfigurationError, isObject, unexpected } from '../errors.js';
import type { EventSourceConfig } from '../event-source/config.js';
import { bootstrapped } from '../loading/bootstrapped.js';
import type { StreamHandler } from '../loading/lambda-handler.js';
import { loggable } from '../thrown.js';
import { checkNetwork } from './check-network.js';
import { systemClock } from './clock.js';
import { withDerivedFilters } from './derived-filters.js';
import { filterBehind } from './filter-behind.js';
import { lambdaRuntime } from './lambda-runtime.js';
import { latestStreamArn } from './latest-stream.js';
import { EventSourceMapping, type EventSourceMappingOptions } from './mapping/event-source-mapping.js';
import type { MappingEvent } from './mapping/mapping-event.js';
import type { LocalDynamoDB } from './start-dynamodb.js';
import { connectStreams, streamsSource } from './streams-source.js';

export interface FollowStreamOptions {
  /** What `startDynamoDB` returned, or the configuration of an AWS client. */
  dynamodb: LocalDynamoDB | DynamoDBClientConfig;
  /** The name of the table, whose current stream is followed. Either this or `streamArn`. */
  table?: string;
  streamArn?: string;
  /**
   * How the records are delivered, under AWS's names and with AWS's defaults, but that what the handler returns counts:
   * `functionResponseTypes` is `['ReportBatchItemFailures']` where it is left out. With `filters: 'derived'`, those that
   * a deployed mapping would have, also where the function wraps what `bootstrap` made: then batches are made first, and
   * their records filtered.
   */
  eventSource?: EventSourceConfig;
  /**
   * Takes the batches that are given up, such as `toFile('failed.jsonl')`; they are only warned of without it. What it
   * throws ends following.
   */
  onFailure?: NonNullable<EventSourceMappingOptions['onFailure']>;
  /** The pause after a read that found nothing, in milliseconds. Default: 20 on this machine, else Lambda's 250. */
  pollIntervalMs?: number;
  /** The function's timeout in milliseconds, after which an invocation has failed. Default: 30,000. */
  timeoutMs?: number;
  /** Stops following when it aborts. */
  signal?: AbortSignal;
  /** Is told of failures. Default: `console`. */
  logger?: Pick<Console, 'warn'>;
}

/** A stream that is being followed. */
export interface StreamFollower {
  readonly streamArn: string;
  /**
   * Resolves when following was stopped, and when the stream has ended because it or its table is gone. Rejects where
   * reading on is impossible, such as without permission or when the local DynamoDB has died; where nobody handles
   * that, Node.js ends the process, as with every promise.
   */
  readonly done: Promise<void>;
  /**
   * Resolves when everything written before the call has been read and handled, or the stream has ended; rejects where
   * following ends before that. While the handler fails on a record it does not resolve. Exact with a local DynamoDB;
   * on AWS a record may reach its stream a moment after its write.
   */
  caughtUp(): Promise<void>;
  /** Reads no more, lets the batch in flight finish, and resolves then. What failed is not delivered again. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** AWS answers about this often; what runs on this machine has nothing to protect. */
const LAMBDA_POLL_MS = 250;
const LOCAL_POLL_MS = 20;

const OPTIONS = new Set([
  'dynamodb',
  'table',
  'streamArn',
  'eventSource',
  'onFailure',
  'pollIntervalMs',
  'timeoutMs',
  'signal',
  'logger',
]);

/**
 * Reads a table's stream and hands a Lambda handler the events that Lambda would: shard by shard in order, parents
 * before their children. When the promise resolves the starting position stands: nothing written from then on is
 * missed.
 *
 * What the handler does not settle is delivered again after a growing pause, until it is or `eventSource` gives it up:
 * the whole batch where it throws, and from the lowest `itemIdentifier` on where it returns `batchItemFailures`. Later
 * records of that shard wait. Shards are handled side by side, so the handler may be called again before it has
 * returned.
 *
 * @throws ConfigurationError where an option cannot be right, the table has no stream, an AWS client is missing, or fake
 * timers keep Node.js's network from working.
 * @example
 * ```ts
 * const dynamodb = await startDynamoDB();
 * // … create a table with a stream …
 * const follower = await followStream(handler, { dynamodb, table: 'Orders' });
 * // … write items …
 * await follower.caughtUp();
 * await follower.stop();
 * ```
 */
export async function followStream(handler: StreamHandler, options: FollowStreamOptions): Promise<StreamFollower> {
  checkOptions(handler, options);
  const { dynamodb, onFailure, signal, logger = console } = options;
  const config = 'clientConfig' in dynamodb ? dynamodb.clientConfig : dynamodb;
  await checkNetwork('followStream');
  const streamArn = await streamArnOf(options, config);
  const client = await connectStreams(config);
  const log = logTo(logger);
  const warn = (message: string) => log.warn(message);
  const eventSource = { functionResponseTypes: ['ReportBatchItemFailures'] as const, ...options.eventSource };
  const onstream = bootstrapped(handler);
  const invoke = lambdaRuntime(handler, { timeoutMs: options.timeoutMs ?? 30_000, clock: systemClock });
  const isHidden = onstream === undefined && eventSource.filters === 'derived';
  const mapping: EventSourceMapping = new EventSourceMapping({
    source: streamsSource(client, streamArn),
    invoke: isHidden
      ? filterBehind(invoke, { config: eventSource, streamArn, warn, fail: (error) => mapping.fail(error) })
      : invoke,
    eventSource: withDerivedFilters(eventSource, onstream, streamArn),
    ...(onFailure && { onFailure }),
    pollIntervalMs: options.pollIntervalMs ?? (isOnThisMachine(config) ? LOCAL_POLL_MS : LAMBDA_POLL_MS),
    onEvent: (event) => warnOf(event, log),
    warn,
  });
  await mapping.start().catch((error: unknown) => {
    client.destroy();
    throw error;
  });

  const stop = () => mapping.stop();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  if ('exited' in dynamodb) dynamodb.exited.then((death) => (death === undefined ? stop() : mapping.fail(death)));
  const done = mapping.done.finally(() => {
    signal?.removeEventListener('abort', stop);
    client.destroy();
  });
  return { streamArn, done, caughtUp: () => mapping.caughtUp(), stop, [Symbol.asyncDispose]: stop };
}

function warnOf(event: MappingEvent, log: Log): void {
  if (event.type === 'failed') {
    const count = `${event.records - event.settled} of ${event.records} records`;
    const error = loggable(event.error);
    if ('error' in event)
      log.warn(
        `The handler threw, with a batch of ${counted(event.records, 'record')}.`,
        isObject(error) ? error : { error },
      );
    else log.warn(`The handler reported that it did not handle ${count}.`);
  } else if (event.type === 'discarded') {
    const { requestContext, DDBStreamBatchInfo: info } = event.invocationRecord;
    const range = `${info.startSequenceNumber} to ${info.endSequenceNumber}`;
    log.warn(`Gave up ${counted(event.records, 'record')}, ${range} of ${event.shardId}: ${requestContext.condition}.`);
  }
}

function checkOptions(handler: StreamHandler, options: FollowStreamOptions): void {
  if (typeof handler !== 'function') throw new ConfigurationError('followStream needs a handler function to call.');
  const unknown = Object.keys(options).find((name) => !OPTIONS.has(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`followStream has no option "${unknown}"; it has ${[...OPTIONS].join(', ')}.`);
  }
  if (options.table !== undefined && options.streamArn !== undefined) {
    throw new ConfigurationError('followStream takes the name of a table or a streamArn, not both.');
  }
  const { onFailure } = options;
  if (onFailure !== undefined && typeof onFailure !== 'function') {
    throw unexpected('followStream.onFailure', onFailure, "a function or a destination such as toFile('failed.jsonl')");
  }
}

function streamArnOf(
  { table, streamArn }: FollowStreamOptions,
  config: DynamoDBClientConfig,
): Promise<string> | string {
  if (streamArn !== undefined) return streamArn;
  if (table !== undefined) return latestStreamArn(table, config);
  throw new ConfigurationError('followStream needs either the name of a table or a streamArn.');
}

/** Only an endpoint given as text can tell; providers and the default are AWS's. */
function isOnThisMachine({ endpoint }: DynamoDBClientConfig): boolean {
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return false;
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

import type { DynamoDBRecord, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import type { DispatchingHandler } from '../../bootstrap-observer.js';
import { checkKeys, isObject, unexpected } from '../../errors.js';
import type { EventSourceConfig } from '../../event-source/config.js';
import { bootstrapped } from '../../loading/bootstrapped.js';
import type { LambdaHandler, StreamHandler } from '../../loading/lambda-handler.js';
import { systemClock } from '../../local/clock.js';
import { withDerivedFilters } from '../../local/derived-filters.js';
import { lambdaRuntime } from '../../local/lambda-runtime.js';
import type { MappingBatch } from '../../local/mapping/event-source-mapping.js';
import type { SourceRecord } from '../../local/source-record.js';
import type { Faults } from './faults.js';
import { beginRun, type Invoke } from './run.js';
import { simulateBehind } from './simulate-behind.js';
import type { Simulation } from './simulation.js';

export interface SimulateOptions<R extends SourceRecord = DynamoDBRecord> {
  /**
   * The stream's records in order: those that `insert()` and the other makers give, or the `Records` of `kinesisEvent()`.
   * All of them are there from the start.
   */
  readonly records: readonly R[];
  /**
   * The event source mapping's parameters; AWS's defaults for those left out, but that `functionResponseTypes` follows
   * what `bootstrap` was told. With `filters: 'derived'`, those that a deployed mapping would have.
   *
   * @default what `bootstrap` was told, but enabled and from the stream's beginning; also where the function wraps what
   * `bootstrap` made, as `middy(bootstrap(Orders))` does
   */
  readonly eventSource?: EventSourceConfig;
  readonly faults?: Faults;
  /** What decides when faults strike: the same seed gives the same simulation. @default 1 */
  readonly seed?: number;
  /** The function's timeout in milliseconds, of real time where the handler itself is slow. @default 3000, as Lambda's */
  readonly timeoutMs?: number;
}

const OPTIONS = ['records', 'eventSource', 'faults', 'seed', 'timeoutMs'] satisfies (keyof SimulateOptions)[];

/**
 * Runs records through an event source mapping to the handler, in virtual time: a day of retries takes milliseconds.
 * The clock stands still while the handler runs, so what it waits for is not part of that time.
 *
 * A function around what `bootstrap` made, such as middy's, is called as it is. What it calls is seen in its first
 * invocation, whose handlers wait until the settings are known. If the first batch then is another one, that invocation
 * ends with nothing handled, and is in none of the results.
 *
 * @throws ConfigurationError for an option that cannot be right, and where the function calls several handlers that ask
 * for different deliveries, or does not end while its batches are retried without a limit.
 * @example
 * ```ts
 * const { deliveries, discarded } = await simulate(handler, {
 *   records: [insert({ pk: 'ORDER#1' }), modify({ pk: 'ORDER#1' }, { pk: 'ORDER#1', status: 'PAID' })],
 *   eventSource: { maximumRetryAttempts: 2, functionResponseTypes: ['ReportBatchItemFailures'] },
 *   faults: { throws: 0.1, shardSplits: 0.2 },
 *   seed: 7,
 * });
 * ```
 */
export async function simulate(handler: StreamHandler, options: SimulateOptions): Promise<Simulation>;
export async function simulate(
  handler: LambdaHandler<KinesisStreamEvent>,
  options: SimulateOptions<KinesisStreamRecord>,
): Promise<Simulation<KinesisStreamRecord>>;
export async function simulate<R extends SourceRecord>(
  handler: LambdaHandler<MappingBatch<R>>,
  options: SimulateOptions<R>,
): Promise<Simulation<R>> {
  checkKeys(options, OPTIONS, 'simulate');
  const { records, faults = {}, seed = 1, timeoutMs = 3000 } = options;
  if (typeof handler !== 'function') throw unexpected('simulate', handler, 'a handler function');
  checkRecords(records);
  if (!Number.isSafeInteger(seed)) throw unexpected('simulate: seed', seed, 'an integer');
  const streams = byStream(records);
  const configsFor = (onstream: DispatchingHandler | undefined) => {
    const config = configOf(onstream, options.eventSource);
    return Array.from(streams.keys(), (streamArn) => withDerivedFilters(config, onstream, streamArn));
  };
  const begin = (invoke: Invoke<R>, configs: readonly EventSourceConfig[]) =>
    beginRun({ streams, invoke, configs, faults, seed, timeoutMs });
  // By the system's clock: that is the one that a handler and what it waits for go by.
  const runtime = lambdaRuntime(handler, { timeoutMs, clock: systemClock });
  const onstream = bootstrapped(handler);
  return onstream ? begin(runtime, configsFor(onstream)).ended : simulateBehind(runtime, { configsFor, begin });
}

/** As deployed mappings have it, what the function returns counts where `bootstrap` was told so. */
function configOf(onstream: DispatchingHandler | undefined, given: EventSourceConfig | undefined): EventSourceConfig {
  // All records are there from the start: a mapping that begins at the next one, or is not enabled, would deliver none.
  const { startingPosition, enabled, ...declared } = onstream?.manifest.eventSource ?? {};
  const { functionResponseTypes = [] } = declared;
  if (given === undefined) return { ...declared, functionResponseTypes };
  return isObject(given) ? { functionResponseTypes, ...given } : given;
}

/** @throws ConfigurationError for what is no record of a stream, such as an event or what EventBridge Pipes hands on */
function checkRecords(records: readonly unknown[]): void {
  if (!Array.isArray(records)) throw unexpected('simulate: records', records, 'an array of records');
  const wrong = records.findIndex((record) => !isObject(record) || !('kinesis' in record || 'dynamodb' in record));
  if (wrong < 0) return;
  const where = `simulate: records[${wrong}]`;
  throw unexpected(where, records[wrong], 'a record of DynamoDB Streams, or one of the Records of kinesisEvent()');
}

function byStream<R extends SourceRecord>(records: readonly R[]): Map<string, R[]> {
  const streams = new Map<string, R[]>();
  for (const record of records) {
    const streamArn = record.eventSourceARN ?? 'stream';
    const ofStream = streams.get(streamArn);
    if (ofStream) ofStream.push(record);
    else streams.set(streamArn, [record]);
  }
  return streams;
}

import type { DynamoDBRecord, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { checkKeys, isObject, unexpected } from '../../errors.js';
import type { EventSourceConfig } from '../../event-source/config.js';
import { bootstrapped } from '../../loading/bootstrapped.js';
import type { LambdaHandler, StreamHandler } from '../../loading/lambda-handler.js';
import { systemClock } from '../../local/clock.js';
import { withDerivedFilters } from '../../local/derived-filters.js';
import { lambdaRuntime } from '../../local/lambda-runtime.js';
import { EventSourceMapping, type MappingBatch } from '../../local/mapping/event-source-mapping.js';
import type { InvocationRecordOf } from '../../local/mapping/invocation-record.js';
import type { MappingEvent } from '../../local/mapping/mapping-event.js';
import { arrivalOf, type SourceRecord } from '../../local/source-record.js';
import { type Faults, faultsFrom } from './faults.js';
import { faultyFunction } from './faulty-function.js';
import { randomFrom } from './random.js';
import { simulatedShards } from './simulated-shards.js';
import { virtualClock } from './virtual-clock.js';

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
   * @default what `bootstrap` was told, but enabled and from the stream's beginning
   */
  readonly eventSource?: EventSourceConfig;
  readonly faults?: Faults;
  /** What decides when faults strike: the same seed gives the same simulation. @default 1 */
  readonly seed?: number;
  /** The function's timeout in milliseconds, of real time where the handler itself is slow. @default 3000, as Lambda's */
  readonly timeoutMs?: number;
}

/** One invocation of the function. */
export interface SimulatedInvocation<R extends SourceRecord = DynamoDBRecord> {
  readonly event: MappingBatch<R>;
  readonly response?: unknown;
  readonly error?: unknown;
  /** Milliseconds since the simulation began. */
  readonly at: number;
}

export interface Simulation<R extends SourceRecord = DynamoDBRecord> {
  readonly invocations: readonly SimulatedInvocation<R>[];
  /** How often each record was delivered, by `eventID`. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** What a failure destination would have heard, each with its `payload`. */
  readonly discarded: readonly InvocationRecordOf<R>[];
  /** What the event source mappings did. */
  readonly events: readonly MappingEvent<R>[];
  /** Milliseconds of simulated time. */
  readonly elapsedMs: number;
}

const OPTIONS = ['records', 'eventSource', 'faults', 'seed', 'timeoutMs'] satisfies (keyof SimulateOptions)[];

/**
 * Runs records through an event source mapping to the handler, in virtual time: a day of retries takes milliseconds.
 * The clock stands still while the handler runs, so what it waits for is not part of that time.
 *
 * @throws ConfigurationError for an option that cannot be right.
 * @example
 * const { deliveries, discarded } = await simulate(handler, {
 *   records: [insert({ pk: 'ORDER#1' }), modify({ pk: 'ORDER#1' }, { pk: 'ORDER#1', status: 'PAID' })],
 *   eventSource: { maximumRetryAttempts: 2, functionResponseTypes: ['ReportBatchItemFailures'] },
 *   faults: { throws: 0.1, shardSplits: 0.2 },
 *   seed: 7,
 * });
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
  const eventSource = configOf(handler, options.eventSource);
  checkRecords(records);
  if (!Number.isSafeInteger(seed)) throw unexpected('simulate: seed', seed, 'an integer');
  const random = randomFrom(seed);
  const strikes = faultsFrom(faults, random);
  const clock = virtualClock(lastArrival(records));
  const begun = clock.now();
  const invocations: SimulatedInvocation<R>[] = [];
  const deliveries = new Map<string, number>();
  const discarded: InvocationRecordOf<R>[] = [];
  const events: MappingEvent<R>[] = [];
  let ids = 0;

  // By the system's clock: that is the one that a handler and what it waits for go by.
  const runtime = lambdaRuntime(handler, { timeoutMs, clock: systemClock });
  const faulty = faultyFunction<R>((event, requestId) => clock.busy(runtime(event, requestId)), {
    strikes,
    random,
    clock,
    timeoutMs,
  });

  async function invoke(event: MappingBatch<R>, requestId: string): Promise<unknown> {
    const at = clock.now() - begun;
    // A copy: what the handler does to its event is not what was delivered.
    const delivered = structuredClone(event);
    for (const { eventID } of delivered.Records) {
      if (eventID !== undefined) deliveries.set(eventID, (deliveries.get(eventID) ?? 0) + 1);
    }
    const position = invocations.push({ event: delivered, at }) - 1;
    try {
      const response = await faulty(event, requestId);
      invocations[position] = { event: delivered, response, at };
      return response;
    } catch (error) {
      invocations[position] = { event: delivered, error, at };
      throw error;
    }
  }

  const mappings = Array.from(byStream(records), ([streamArn, ofStream]) => {
    return new EventSourceMapping({
      source: simulatedShards(streamArn, ofStream, strikes),
      invoke,
      eventSource: withDerivedFilters(eventSource, handler, streamArn),
      clock,
      newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
      onFailure: (record, payload) => void discarded.push({ ...record, payload }),
      onEvent: (event) => void events.push(event),
    });
  });
  const run = async (mapping: EventSourceMapping<R>) => {
    await mapping.start();
    await mapping.done;
  };
  await clock.runUntil(Promise.all(mappings.map(run)));
  return { invocations, deliveries: Object.fromEntries(deliveries), discarded, events, elapsedMs: clock.now() - begun };
}

/** As deployed mappings have it, what the function returns counts where `bootstrap` was told so. */
function configOf(handler: LambdaHandler<never>, given: EventSourceConfig | undefined): EventSourceConfig {
  // All records are there from the start: a mapping that begins at the next one, or is not enabled, would deliver none.
  const { startingPosition, enabled, ...declared } = bootstrapped(handler)?.manifest.eventSource ?? {};
  const { functionResponseTypes } = declared;
  if (given === undefined) return declared;
  return functionResponseTypes && isObject(given) ? { functionResponseTypes, ...given } : given;
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

/** Nothing arrives in the future. Records without a time arrive at the first moment that there is. */
function lastArrival(records: readonly SourceRecord[]): number {
  return records.reduce((latest, record) => Math.max(latest, arrivalOf(record) ?? 0), 0);
}

import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { DynamoDBRecord } from 'aws-lambda';
import { checkKeys, unexpected } from '../../errors.js';
import type { EventSourceConfig } from '../../event-source/config.js';
import { type Clock, systemClock } from '../clock.js';
import { followShards, type ShardFollower } from '../follow-shards.js';
import type { Delivery } from '../shard-reader.js';
import type { ShardSource } from '../shard-source.js';
import type { SourceRecord } from '../source-record.js';
import { waitsUntil } from '../waits.js';
import { deliverShard, type ShardDelivery } from './deliver-shard.js';
import type { InvocationRecordOf } from './invocation-record.js';
import type { MappingEvent } from './mapping-event.js';
import { type MappingSettings, mappingSettings } from './settings.js';

/** The event of one invocation. */
export interface MappingBatch<R extends SourceRecord = DynamoDBRecord> {
  Records: R[];
}

export interface EventSourceMappingOptions<R extends SourceRecord = DynamoDBRecord> {
  /** Where the records come from: shards of DynamoDB Streams, or of a Kinesis data stream. */
  readonly source: ShardSource<R>;
  /** The function. What it throws or rejects with fails the batch; what it returns counts as on Lambda. */
  readonly invoke: (event: MappingBatch<R>, requestId: string) => unknown;
  /** AWS's parameters; AWS's defaults for those left out. */
  readonly eventSource?: EventSourceConfig;
  /** Takes the batches that are given up; they are only reported without it. What it throws ends the mapping. */
  readonly onFailure?: (record: InvocationRecordOf<R>, payload: MappingBatch<R>) => void | Promise<void>;
  /** Gets what the mapping does. What it throws or rejects with ends the mapping, and fails no batch. */
  readonly onEvent?: (event: MappingEvent<R>) => void;
  /** The pause after a read that found nothing, in milliseconds. @default 250 */
  readonly pollIntervalMs?: number;
  /**
   * To how many milliseconds the pause grows while read after read finds nothing; a record brings it back to
   * `pollIntervalMs`. @default the same as `pollIntervalMs`
   */
  readonly idlePollIntervalMs?: number;
  /** Where time comes from. @default the system's clock */
  readonly clock?: Clock;
  /** Makes request ids. @default random UUIDs */
  readonly newId?: () => string;
  /** The function's ARN in the records of given up batches. */
  readonly functionArn?: string;
  /** Is told of failures to read the stream. */
  readonly warn?: (message: string) => void;
}

const OPTIONS = [
  'source',
  'invoke',
  'eventSource',
  'onFailure',
  'onEvent',
  'pollIntervalMs',
  'idlePollIntervalMs',
  'clock',
  'newId',
  'functionArn',
  'warn',
] satisfies (keyof EventSourceMappingOptions)[];

/** The most that one read of a shard gives. */
const MAX_READ = 1000;

const ignore = () => undefined;

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:local';

/**
 * Does what Lambda does between a DynamoDB stream, or a Kinesis data stream, and a function: polls every shard, parents before their children,
 * filters, makes batches, invokes the function in order, and settles each batch by what comes back: retried with
 * growing pauses, cut in two, and in the end given up, as AWS's parameters say.
 *
 * @example
 * ```ts
 * const mapping = new EventSourceMapping({ source, invoke: (event) => handler(event), eventSource: { batchSize: 10 } });
 * await mapping.start();
 * await mapping.caughtUp();
 * await mapping.stop();
 * ```
 */
export class EventSourceMapping<R extends SourceRecord = DynamoDBRecord> {
  readonly #options: EventSourceMappingOptions<R>;
  readonly #settings: MappingSettings;
  readonly #clock: Clock;
  readonly #over = new AbortController();
  readonly #retries: ReturnType<typeof waitsUntil>;
  readonly #shards = new Map<string, ShardDelivery>();
  #follower: ShardFollower | undefined;
  /** The error that ended the mapping before it had begun. */
  #earlyFailure: { readonly error: unknown } | undefined;

  /**
   * @throws ConfigurationError for an option that cannot be right and parameters that AWS refuses, InvalidFilterError for
   * filters that do not parse
   */
  constructor(options: EventSourceMappingOptions<R>) {
    checkOptions(options);
    this.#options = options;
    this.#settings = mappingSettings(options.eventSource);
    this.#clock = options.clock ?? systemClock;
    // Every open shard listens.
    setMaxListeners(0, this.#over.signal);
    this.#retries = waitsUntil(this.#over.signal, this.#clock);
  }

  /** Begins; resolves when the starting position stands. A mapping that is not `enabled` reads nothing. */
  async start(): Promise<void> {
    const { source, pollIntervalMs = 250, idlePollIntervalMs, warn = ignore } = this.#options;
    const { batchSize, parallelizationFactor, startingPosition, enabled } = this.#settings;
    if (!enabled || this.#over.signal.aborted) return;
    this.#follower = await followShards({
      source,
      clock: this.#clock,
      over: this.#over,
      startingPosition,
      readSize: Math.min(batchSize * parallelizationFactor, MAX_READ),
      pollIntervalMs,
      ...(idlePollIntervalMs !== undefined && { idlePollIntervalMs }),
      delivery: this.#delivery(),
      polled: (shardId, records) => this.#report({ type: 'polled', at: this.#clock.now(), shardId, records }),
      warn: (message) => this.#observe(() => warn(message)),
    });
    if (this.#earlyFailure) this.fail(this.#earlyFailure.error);
  }

  /**
   * Resolves when the mapping was stopped, or the stream has ended; rejects where reading on is impossible, or the
   * failure destination failed.
   */
  get done(): Promise<void> {
    const done = this.#follower?.done ?? Promise.resolve();
    return done.finally(() => Promise.all(Array.from(this.#shards.values(), (shard) => shard.idle())));
  }

  /** Resolves when everything written before the call has been read and settled. */
  async caughtUp(): Promise<void> {
    await this.#follower?.caughtUp();
  }

  /** Reads no more, lets the invocations in flight finish, and resolves then. What is not settled is not retried. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.done.catch(() => undefined);
  }

  /** Ends the mapping with an error, such as the death of the engine behind its source. */
  fail(error: unknown): void {
    if (this.#follower) this.#follower.fail(error);
    else this.#earlyFailure ??= { error };
  }

  /** Tries every batch that waits for its next try at once, such as when the code has changed. */
  retryNow(): void {
    this.#retries.wake();
  }

  #report(event: MappingEvent<R>): void {
    this.#observe(() => this.#options.onEvent?.(event));
  }

  /** Calls what only observes, so that nothing which it does changes what becomes of a batch. */
  #observe(call: () => unknown): void {
    try {
      const result = call();
      // Later, where nothing that it does can throw into the caller.
      if (result !== undefined)
        Promise.resolve()
          .then(() => result)
          .catch((error: unknown) => this.fail(error));
    } catch (error) {
      this.fail(error);
    }
  }

  #delivery(): Delivery {
    return {
      accept: (records, shardId) => this.#shard(shardId).accept(records),
      isSettled: (shardId) => this.#shard(shardId).isSettled(),
      end: async (shardId) => {
        await this.#shard(shardId).end();
        // What is still in flight when the run is over is waited for.
        if (!this.#over.signal.aborted) this.#shards.delete(shardId);
      },
    };
  }

  #shard(shardId: string): ShardDelivery {
    const shard = this.#shards.get(shardId) ?? this.#open(shardId);
    this.#shards.set(shardId, shard);
    return shard;
  }

  #open(shardId: string): ShardDelivery {
    const { source, invoke, onFailure, newId = randomUUID, functionArn = FUNCTION_ARN } = this.#options;
    return deliverShard({
      shardId,
      streamArn: source.streamArn,
      functionArn,
      settings: this.#settings,
      clock: this.#clock,
      signal: this.#over.signal,
      retries: this.#retries,
      newId,
      invoke: (text, requestId) => invoke(JSON.parse(text), requestId),
      // Both are of the kind that the source's records are, which is what its type says.
      discard: async (record, text) => onFailure?.(record as InvocationRecordOf<R>, JSON.parse(text)),
      report: (details) => this.#report({ at: this.#clock.now(), shardId, ...details } as MappingEvent<R>),
      fail: (error) => this.fail(error),
    });
  }
}

function checkOptions<R extends SourceRecord>(options: EventSourceMappingOptions<R>): void {
  checkKeys(options, OPTIONS, 'EventSourceMapping');
  const { source, invoke, onFailure } = options;
  const calls = ['listShards', 'openShard', 'readShard'] satisfies (keyof ShardSource)[];
  if (!calls.every((call) => typeof Object(source)[call] === 'function'))
    throw unexpected('EventSourceMapping.source', source, `a source of shards, with ${calls.join(', ')}`);
  if (typeof invoke !== 'function') throw unexpected('EventSourceMapping.invoke', invoke, 'a function');
  if (onFailure !== undefined && typeof onFailure !== 'function')
    throw unexpected(
      'EventSourceMapping.onFailure',
      onFailure,
      "a function or a destination such as toFile('failed.jsonl')",
    );
}

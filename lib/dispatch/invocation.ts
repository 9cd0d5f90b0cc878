import type { Context } from 'aws-lambda';
import { found } from '../errors.js';
import { tableOf } from '../records/images.js';
import type { StreamRecord } from '../records/stream-record.js';
import type { WireRecord } from '../records/wire.js';
import type { Handler, HandlerContext, HandlerInfo, Logger } from '../routing/handler.js';
import type { TableRoutes } from '../routing/match.js';
import type { Batch } from '../sources/source.js';
import type { HandlerResult, RecordFailure } from './outcome.js';

/** What decides whether a record that a handler failed on is delivered again. */
export type OnError = (
  error: unknown,
  record: StreamRecord,
  context: HandlerContext,
) => 'retry' | 'skip' | Promise<'retry' | 'skip'>;

/** What `bootstrap` settled once for every invocation. */
export interface Plan {
  readonly routesOf: (table: string | undefined) => TableRoutes;
  readonly concurrency: number;
  readonly timeoutMarginMs: number;
  readonly onError: OnError | undefined;
  readonly logger: Logger;
}

/** What has become of a record so far. */
export const UNSETTLED = 0;
export const HANDLED = 1;
export const SKIPPED = 2;
export const FAILED = 3;

/** One batch on its way through the handlers. */
export class Invocation {
  /** By position in the batch. */
  readonly states: Uint8Array;
  readonly failures: RecordFailure[] = [];
  readonly results: HandlerResult[] = [];
  /** Nothing from this position on is started any more. */
  end: number;
  readonly #deadline: number;
  readonly #contexts = new Map<HandlerInfo, HandlerContext>();
  #lastSource: string | undefined;
  #lastRoutes: TableRoutes | undefined;
  #warned = false;
  #abort: AbortController | undefined;
  #timedOut = false;

  constructor(
    readonly plan: Plan,
    readonly batch: Batch,
    readonly lambda: Context | undefined,
  ) {
    this.states = new Uint8Array(batch.records.length);
    this.end = batch.records.length;
    const remaining = lambda?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
    this.#deadline = Date.now() + remaining - plan.timeoutMarginMs;
  }

  /** Milliseconds until nothing more is started; infinite where Lambda's deadline is not known. */
  get remainingMs(): number {
    return this.#deadline - Date.now();
  }

  /** Whether time is up. Handlers that never yield keep a timer from firing, so the clock is asked as well. */
  get timedOut(): boolean {
    if (!this.#timedOut && Date.now() >= this.#deadline) this.timeOut();
    return this.#timedOut;
  }

  /** Starts nothing more, and tells the handlers in flight. */
  timeOut(): void {
    this.#timedOut = true;
    this.end = 0;
    this.#abort?.abort(timeoutError());
  }

  /** A record failed: nothing later in the batch is started. */
  fail(index: number, failure: RecordFailure): void {
    this.states[index] = FAILED;
    this.failures.push(failure);
    this.end = Math.min(this.end, index);
  }

  /** The routes of a record's table; a batch has few tables, mostly one. */
  routesFor(wire: WireRecord): TableRoutes {
    const source = wire.tableName ?? wire.eventSourceARN;
    if (this.#lastRoutes === undefined || source !== this.#lastSource) {
      this.#lastRoutes = this.plan.routesOf(tableOf(wire));
      this.#lastSource = source;
    }
    return this.#lastRoutes;
  }

  /** Once per invocation: an event name that AWS has added since would otherwise flood the log. */
  warnOfEventName(eventName: string | undefined): void {
    if (this.#warned) return;
    this.#warned = true;
    const name = found(eventName);
    this.plan.logger.warn(`onstream: skipped a record with the eventName ${name}, expected INSERT, MODIFY or REMOVE`);
  }

  contextFor({ info }: Handler): HandlerContext {
    let context = this.#contexts.get(info);
    if (context === undefined) {
      context = contextOf(this, info, () => this.#signal());
      this.#contexts.set(info, context);
    }
    return context;
  }

  #signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#timedOut) this.#abort.abort(timeoutError());
    }
    return this.#abort.signal;
  }
}

function contextOf({ lambda, plan }: Invocation, handler: HandlerInfo, signal: () => AbortSignal): HandlerContext {
  return {
    lambda,
    handler,
    logger: plan.logger,
    // Few handlers ask for it, and making one is dearer than all the rest of the invocation.
    get signal() {
      return signal();
    },
  };
}

function timeoutError(): DOMException {
  return new DOMException('The Lambda function is about to time out.', 'TimeoutError');
}

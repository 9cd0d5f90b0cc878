import { bootstrap, type HandlerContext, type OnError, type StreamRecord, stream } from '../../lib/index.js';
import type { Act } from './acts.js';
import { RecordedLog } from './recorded-log.js';
import { type Deed, HANDLERS, type Step } from './scenario.js';
import { VirtualClock } from './virtual-clock.js';

/** Plays steps by a virtual clock, and keeps what happens. */
export class Rehearsal {
  readonly acts: Act[] = [];
  readonly log = new RecordedLog();
  readonly clock = new VirtualClock(() => {
    this.moment++;
  });
  moment = 0;
  /** Whether the response is given: what fails then is delivered again, and nobody is asked about it. */
  isAnswered = false;
  /** Until when a handler kept the thread busy last. */
  busyUntil = 0;
  readonly #failuresLeft = new Map<Deed, number>();
  readonly #handler;

  constructor(
    private readonly steps: readonly Step[],
    options: { readonly concurrency: number; readonly timeoutMarginMs: number },
  ) {
    const handlers = Array.from({ length: HANDLERS }, (_, handler) => {
      const when = (record: StreamRecord) => this.#deed(record, handler) !== undefined;
      return stream({ name: `${handler}` }).onAny({ when }, (...args) => this.#play(handler, ...args));
    });
    const onError: OnError = (_error, record, context) => this.#decide(Number(context.handler.class), record);
    this.#handler = bootstrap(handlers, { ...options, onError, logger: this.log });
  }

  /** Runs one invocation, which has its time or all time. */
  play(event: unknown, remainingTimeMs?: number) {
    const context = remainingTimeMs === undefined ? undefined : this.clock.context(remainingTimeMs);
    this.isAnswered = false;
    return this.clock.run(async () => {
      const outcome = await this.#handler.dispatch(event, context);
      this.isAnswered = true;
      return outcome;
    });
  }

  #play(handler: number, record: StreamRecord, context: HandlerContext): unknown {
    const { busyMs, waitsMs, heedsSignal } = this.#deedOf(record, handler);
    this.#tell(record, handler, 'begins');
    if (busyMs > 0) {
      this.clock.spend(busyMs);
      this.busyUntil = this.clock.now;
    }
    if (waitsMs === undefined) return this.#end(record, handler);
    const wait = Number.isFinite(waitsMs) ? this.clock.sleep(waitsMs) : new Promise<never>(() => {});
    const whole = heedsSignal ? waitOrAbort(wait, context.signal) : wait;
    return whole.then(
      () => this.#end(record, handler),
      (reason) => {
        this.#fail(record, handler);
        throw reason;
      },
    );
  }

  #end(record: StreamRecord, handler: number): number {
    const deed = this.#deedOf(record, handler);
    const left = this.#failuresLeft.get(deed) ?? deed.failures;
    this.#failuresLeft.set(deed, left - 1);
    if (left > 0) {
      this.#fail(record, handler);
      throw new Error(`${left} failures left`);
    }
    this.#tell(record, handler, 'does its work');
    return handler;
  }

  #fail(record: StreamRecord, handler: number): void {
    this.#tell(record, handler, 'fails');
    if (this.isAnswered) this.#tell(record, handler, 'is to retry');
  }

  #decide(handler: number, record: StreamRecord): ReturnType<OnError> {
    const { answer, waitsMs } = this.#deedOf(record, handler).onError;
    const decide = () => {
      this.#tell(record, handler, answer === 'skip' ? 'is skipped' : 'is to retry');
      if (answer === 'throw') throw new Error('cannot tell');
      return answer;
    };
    return waitsMs === undefined ? decide() : this.clock.sleep(waitsMs).then(decide);
  }

  #deed(record: StreamRecord, handler: number): Deed | undefined {
    return this.steps[positionOf(record)]?.deeds[handler];
  }

  #deedOf(record: StreamRecord, handler: number): Deed {
    const deed = this.#deed(record, handler);
    if (deed === undefined) throw new Error(`handler ${handler} does not want record ${positionOf(record)}`);
    return deed;
  }

  #tell(record: StreamRecord, handler: number, what: Act['what']): void {
    const { acts, clock, moment } = this;
    acts.push({ record: positionOf(record), handler, what, at: clock.now, order: acts.length, moment });
  }
}

/** The position of a record's step. */
function positionOf({ newImage, oldImage }: StreamRecord): number {
  return Number((newImage ?? oldImage)?.n);
}

/** Waits, but no longer than until the signal aborts. */
function waitOrAbort(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    wait.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}

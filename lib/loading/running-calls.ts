import { AsyncLocalStorage } from 'node:async_hooks';
import { HandlerError } from '../dispatch/handler-error.js';
import type { CallObserver } from '../dispatch/observed-plan.js';
import type { BatchOutcome } from '../dispatch/outcome.js';
import { isThenable } from '../promises.js';
import type { StreamRecord } from '../records/stream-record.js';
import type { HandlerInfo } from '../routing/handler.js';
import { messageOf } from '../thrown.js';
import { nameRunning, watched } from './busy-loop.js';
import { type ExitGuard, guardedExit } from './guarded-exit.js';

/** A handler that has not come to its end for a record. */
export interface RunningCall {
  readonly handler: HandlerInfo;
  readonly record: StreamRecord;
}

const WHAT_LAMBDA_DOES = 'Lambda ends the function there, and counts the invocation as failed, with all its records.';
const INSTEAD = 'Throw an error instead.';

/** The call that code runs in, also where it is a timer's, and the call has ended. */
const callers = new AsyncLocalStorage<RunningCall>();

/** The handlers that run in one invocation, so that it can be named which of them ends the program, or never ends. */
export class RunningCalls implements CallObserver, ExitGuard {
  private readonly running = new Set<RunningCall>();
  private end: { readonly error: unknown; readonly calls: readonly RunningCall[] } | undefined;

  /** @param name the function that is invoked, for where none of the handlers that `bootstrap` knows runs */
  constructor(private readonly name: string) {}

  /** Runs the invocation of so many milliseconds, which cannot end the program. @throws ExitError where it tries to */
  guard<T>(invoke: () => Promise<T>, timeoutMs: number): Promise<T> {
    return watched(() => guardedExit(invoke, this), timeoutMs);
  }

  call(handler: HandlerInfo, record: StreamRecord, run: () => unknown): unknown {
    if (this.end) throw this.end.error;
    const call: RunningCall = { handler, record };
    const end = () => {
      this.running.delete(call);
      nameRunning(this.names());
    };
    this.running.add(call);
    nameRunning(this.names());
    let isPending = false;
    try {
      const value = callers.run(call, run);
      isPending = isThenable(value);
      return isPending ? Promise.resolve(value).finally(end) : value;
    } finally {
      if (!isPending) end();
    }
  }

  hasEnded(): boolean {
    return this.end !== undefined;
  }

  onEnd(error: unknown): void {
    const caller = callers.getStore();
    const calls = caller && this.running.has(caller) ? [caller] : [...this.running];
    this.end ??= { error, calls };
  }

  describe(call: string): string {
    const caller = callers.getStore();
    const others = [...this.running].filter((each) => each !== caller);
    const late = caller === undefined || this.running.has(caller) ? '' : ' after it had ended';
    if (caller)
      return (
        `${caller.handler.id} called ${call} on event ${caller.record.eventID}${late}` +
        `${others.length === 0 ? '' : `, while ${namesOf(others)} ran`}. ${WHAT_LAMBDA_DOES} ${INSTEAD}`
      );
    if (others.length > 0) return `${call} was called while ${namesOf(others)} ran. ${WHAT_LAMBDA_DOES} ${INSTEAD}`;
    return `${this.name} called ${call}. ${WHAT_LAMBDA_DOES} ${INSTEAD}`;
  }

  strayError(error: unknown): Error {
    const caller = callers.getStore();
    return new UncaughtError(caller ? namesOf([caller]) : this.names() || this.name, error);
  }

  /** The calls that the invocation failed with: those that ended it, else those that have not come to their end. */
  failing(): readonly RunningCall[] {
    return this.end?.calls ?? [...this.running];
  }

  /** The handlers that run, such as `Orders.confirm on event 1`; empty where none does. */
  names(): string {
    return namesOf([...this.running]);
  }

  /** An outcome together with the handlers that still run: time was nearly up, and their records count as failed. */
  completed(outcome: BatchOutcome): BatchOutcome {
    if (this.running.size === 0) return outcome;
    const failures = [...outcome.failures];
    for (const { handler, record } of this.running) {
      const error = new HandlerError(handler, record.eventID, record.sequenceNumber, new StillRunningError(handler.id));
      const position = failures.findIndex((failure) => failure.record === record);
      const { errors = [] } = failures[position] ?? {};
      failures.splice(position < 0 ? failures.length : position, 1, { record, errors: [...errors, error] });
    }
    return { ...outcome, failures };
  }
}

/** Of a handler that did not come to its end. It is made where that is noticed, so that it has no stack of its own. */
class StillRunningError extends Error {
  override readonly name = 'StillRunningError';

  constructor(handler: string) {
    super(
      `${handler} was still running when time was nearly up, and was left behind. Does it wait for something that never ` +
        'comes? context.signal aborts before that.',
    );
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** Of an error in a timer, or in a promise that is not waited for. It has the stack of that error. */
class UncaughtError extends Error {
  override readonly name = 'UncaughtError';

  constructor(running: string, error: unknown) {
    const thrown = error instanceof Error ? error : undefined;
    super(`an error that nobody caught, while ${running} ran: ${messageOf(error)}. ${WHAT_LAMBDA_DOES}`);
    const frames = thrown?.stack?.slice(thrown.stack.indexOf('\n    at ')) ?? '';
    this.stack = `${this.name}: ${this.message}${frames}`;
  }
}

function namesOf(calls: readonly RunningCall[]): string {
  return calls.map(({ handler, record }) => `${handler.id} on event ${record.eventID}`).join(', ');
}

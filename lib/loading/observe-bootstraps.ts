import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type BootstrapObserver,
  bootstrapObserver,
  type DispatchCall,
  type DispatchingHandler,
  type DispatchOptions,
  OBSERVER,
} from '../bootstrap-observer.js';
import type { BatchOutcome } from '../dispatch/outcome.js';
import type { RunningCalls } from './running-calls.js';

/** One run of handlers that `bootstrap` made, inside of an observed call. */
export interface ObservedRun {
  readonly handler: DispatchingHandler;
  readonly event: unknown;
  /** `undefined` while it runs, and where it threw. */
  readonly outcome?: BatchOutcome;
  /** What it threw, which is about the event as a whole. */
  readonly error?: unknown;
}

/** What a call answered, and what ran inside of it. */
export interface ObservedCall {
  readonly answer: PromiseSettledResult<unknown>;
  readonly runs: readonly ObservedRun[];
}

export interface ObserveOptions extends DispatchOptions {
  readonly observer: RunningCalls;
}

const observers = new AsyncLocalStorage<Partial<BootstrapObserver> | undefined>();
let isInstalled = false;

/** Loads something, and gives the handlers that `bootstrap` made meanwhile. */
export async function observeLoading<T>(load: () => Promise<T>): Promise<{ loaded: T; made: DispatchingHandler[] }> {
  install();
  const made: DispatchingHandler[] = [];
  const loaded = await observers.run({ bootstrapped: (handler) => made.push(handler) }, load);
  return { loaded, made };
}

/** Calls a function, and gives its answer together with what the handlers did that ran inside of it. */
export async function observeCall(call: () => unknown, options: ObserveOptions): Promise<ObservedCall> {
  const runs: ObservedRun[] = [];
  const dispatch = (dispatched: DispatchCall) => observeRun(dispatched, options, runs);
  const [answer] = await Promise.allSettled([interceptCall(async () => call(), dispatch)]);
  // Copies: what is still running may end after the answer, and is too late.
  return { answer, runs: runs.map((run) => ({ ...run })) };
}

/** Calls a function, and hands on each run of handlers inside of it, to be started. */
export function interceptCall<T>(call: () => Promise<T>, dispatch: BootstrapObserver['dispatch']): Promise<T> {
  install();
  return observers.run({ dispatch }, call);
}

/** Puts the observer in place, around that of another copy of the package. */
function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  const other = bootstrapObserver();
  Reflect.defineProperty(globalThis, OBSERVER, {
    configurable: true,
    value: {
      bootstrapped(handler: DispatchingHandler) {
        other?.bootstrapped(handler);
        observers.getStore()?.bootstrapped?.(handler);
      },
      dispatch(call: DispatchCall) {
        // What handlers call in their turn is their own business.
        const start = (options?: DispatchOptions) =>
          observers.run(undefined, () => (options || !other ? call.start(options) : other.dispatch(call)));
        return observers.getStore()?.dispatch?.({ ...call, start }) ?? start();
      },
    },
  });
}

async function observeRun(
  { handler, event, start }: DispatchCall,
  options: ObserveOptions,
  runs: ObservedRun[],
): Promise<BatchOutcome> {
  const run: Writable<ObservedRun> = { handler, event: copyOf(event) };
  runs.push(run);
  try {
    const outcome = await start(options);
    run.outcome = options.observer.completed(outcome);
    return outcome;
  } catch (error) {
    run.error = error;
    throw error;
  }
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Handlers may change the list of their event's records. */
function copyOf(event: unknown): unknown {
  if (Array.isArray(event)) return [...event];
  const { Records } = Object(event);
  return Array.isArray(Records) ? { Records: [...Records] } : event;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import {
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

interface Observation {
  readonly made: DispatchingHandler[];
  /** Absent while a module is loaded. */
  readonly calls?: { readonly options: ObserveOptions; readonly runs: ObservedRun[] };
}

const observations = new AsyncLocalStorage<Observation | undefined>();
let isInstalled = false;

/** Loads something, and gives the handlers that `bootstrap` made meanwhile. */
export async function observeLoading<T>(load: () => Promise<T>): Promise<{ loaded: T; made: DispatchingHandler[] }> {
  install();
  const made: DispatchingHandler[] = [];
  const loaded = await observations.run({ made }, load);
  return { loaded, made };
}

/** Calls a function, and gives its answer together with what the handlers did that ran inside of it. */
export async function observeCall(call: () => unknown, options: ObserveOptions): Promise<ObservedCall> {
  install();
  const runs: ObservedRun[] = [];
  const [answer] = await Promise.allSettled([
    observations.run({ made: [], calls: { options, runs } }, async () => call()),
  ]);
  // Copies: what is still running may end after the answer, and is too late.
  return { answer, runs: runs.map((run) => ({ ...run })) };
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
        observations.getStore()?.made.push(handler);
      },
      dispatch(call: DispatchCall) {
        const start = (options?: DispatchOptions) => {
          return options || !other ? call.start(options) : other.dispatch(call);
        };
        return observeRun({ ...call, start });
      },
    },
  });
}

async function observeRun({ handler, event, start }: DispatchCall): Promise<BatchOutcome> {
  const calls = observations.getStore()?.calls;
  if (calls === undefined) return start();
  const run: Writable<ObservedRun> = { handler, event: copyOf(event) };
  calls.runs.push(run);
  try {
    // What handlers call in their turn is their own business.
    const { options } = calls;
    const outcome = await observations.run(undefined, () => start(options));
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

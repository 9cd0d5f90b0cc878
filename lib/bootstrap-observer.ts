import type { Context } from 'aws-lambda';
import type { StreamHandler } from './bootstrap.js';
import type { CallObserver } from './dispatch/observed-plan.js';
import type { BatchOutcome } from './dispatch/outcome.js';

/** Narrows and observes one call of `dispatch`. */
export interface DispatchOptions {
  /** The ids of the handlers that run; all of them by default. */
  readonly handlers?: readonly string[] | undefined;
  readonly observer?: CallObserver | undefined;
}

/** What `bootstrap` really returns: the public type leaves out what only the framework's own tools pass. */
export interface DispatchingHandler extends StreamHandler {
  dispatch(event: unknown, context?: Context, options?: DispatchOptions): Promise<BatchOutcome>;
}

/** One call of a handler, before it begins. */
export interface DispatchCall {
  readonly handler: DispatchingHandler;
  readonly event: unknown;
  /** Runs it. */
  start(options?: DispatchOptions): Promise<BatchOutcome>;
}

/**
 * Observes what `bootstrap` makes and runs in this process. Functions such as middy's hide the handler that they wrap: this
 * is how the commands find it. In Lambda there is none.
 */
export interface BootstrapObserver {
  bootstrapped(handler: DispatchingHandler): void;
  dispatch(call: DispatchCall): Promise<BatchOutcome>;
}

/** Shared by all copies of the package in a process: its two builds, and one that a bundle holds. */
export const OBSERVER: unique symbol = Symbol.for('onstream.observer');

/** The observer of this process. */
export function bootstrapObserver(): BootstrapObserver | undefined {
  return Reflect.get(globalThis, OBSERVER);
}

import { isThenable } from '../promises.js';
import type { StreamRecord } from '../records/stream-record.js';
import type { Handler, HandlerContext } from './handler.js';

/**
 * Runs around each call of a handler. `next()` calls the next middleware, in the end the handler, and gives what it
 * returns; what the middleware returns takes its place, and what it throws fails the record. The last `next()` is waited
 * for also where the middleware does not, and fails the record where it is rejected.
 *
 * @example
 * ```ts
 * const timed: Middleware = async (record, context, next) => {
 *   const start = Date.now();
 *   const value = await next();
 *   console.log(`${context.handler.id} took ${Date.now() - start} ms`);
 *   return value;
 * };
 * ```
 */
export type Middleware = (record: StreamRecord, context: HandlerContext, next: () => unknown) => unknown;

/** Gets what `next()` was rejected with after its middleware had ended, so that nothing else can take notice of it. */
export type OnLateFailure = (error: unknown, record: StreamRecord, context: HandlerContext) => void;

/** The call with all middleware around it, the first outermost. */
export function wrap(call: Handler['call'], use: readonly Middleware[], onLateFailure: OnLateFailure): Handler['call'] {
  return use.reduceRight<Handler['call']>((inner, middleware) => around(middleware, inner, onLateFailure), call);
}

function around(middleware: Middleware, inner: Handler['call'], onLateFailure: OnLateFailure): Handler['call'] {
  return (record, context) => {
    /** The last call of `next`, if it did not end at once. */
    let last: Call | undefined;
    let isOver = false;

    function next(): unknown {
      last = undefined;
      const value = inner(record, context);
      if (!isThenable(value)) return value;
      last = new Call(value, (error) => {
        if (isOver) onLateFailure(error, record, context);
      });
      return last;
    }

    async function finish(value: unknown): Promise<unknown> {
      try {
        const result = await value;
        // Or the record would count as handled while its handler still runs, or after it has failed unseen.
        while (last?.isOpen) await last;
        return result;
      } finally {
        isOver = true;
      }
    }

    try {
      const value = middleware(record, context, next);
      // Most middleware returns what `next()` gave.
      if (last !== undefined && value === last) return value;
      if (last !== undefined || isThenable(value)) return finish(value);
      isOver = true;
      return value;
    } catch (error) {
      isOver = true;
      throw error;
    }
  };
}

/**
 * A call of a handler that has not ended yet: a promise that knows whether anything waits for it. Whatever does asks for
 * its `then`, `await` too, since it is no plain promise.
 */
class Call extends Promise<unknown> {
  #isPending = true;
  #isUnseen = true;

  /** Makes plain promises of it. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(value: PromiseLike<unknown>, onRejected: (error: unknown) => void) {
    super((resolve) => resolve(value));
    // Listened to in any case: a rejection that the middleware does not wait for would end the process.
    super.then(
      () => {
        this.#isPending = false;
      },
      (error: unknown) => {
        this.#isPending = false;
        onRejected(error);
      },
    );
  }

  /** Whether it runs still, or has ended without anything that waits for it. */
  get isOpen(): boolean {
    return this.#isPending || this.#isUnseen;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  override then<Kept = unknown, Caught = never>(
    onFulfilled?: ((value: unknown) => Kept | PromiseLike<Kept>) | null,
    onRejected?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    this.#isUnseen = false;
    return super.then(onFulfilled, onRejected);
  }
}

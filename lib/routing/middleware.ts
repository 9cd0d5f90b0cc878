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
    /** The last call of `next` while it has not come to an end. */
    let pending: Promise<unknown> | undefined;
    let isOver = false;

    function next(): unknown {
      pending = undefined;
      const value = inner(record, context);
      if (!isThenable(value)) return value;
      const call = Promise.resolve(value);
      pending = call;
      // Listened to in any case: a rejection that the middleware does not wait for would end the process.
      call.then(end, (error: unknown) => {
        end();
        if (isOver) onLateFailure(error, record, context);
      });
      return call;

      function end(): void {
        if (pending === call) pending = undefined;
      }
    }

    async function finish(value: unknown): Promise<unknown> {
      try {
        const result = await value;
        // Or the record would count as handled, and the item's next one begin, while its handler still runs.
        while (pending) await pending;
        return result;
      } finally {
        isOver = true;
      }
    }

    try {
      const value = middleware(record, context, next);
      // Most middleware returns what `next()` gave.
      if (pending !== undefined && value === pending) return value;
      if (pending !== undefined || isThenable(value)) return finish(value);
      isOver = true;
      return value;
    } catch (error) {
      isOver = true;
      throw error;
    }
  };
}

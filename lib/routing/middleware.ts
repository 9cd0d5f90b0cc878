import type { StreamRecord } from '../records/stream-record.js';
import type { Handler, HandlerContext } from './handler.js';

/**
 * Runs around each call of a handler. `next()` calls the next middleware, in the end the handler, and gives what it
 * returns; what the middleware returns takes its place, and what it throws fails the record.
 *
 * @example const timed: Middleware = async (record, context, next) => { const start = Date.now(); await next(); … };
 */
export type Middleware = (record: StreamRecord, context: HandlerContext, next: () => unknown) => unknown;

/** The call with all middleware around it, the first outermost. */
export function wrap(call: Handler['call'], use: readonly Middleware[]): Handler['call'] {
  return use.reduceRight<Handler['call']>(
    (next, middleware) => (record, context) => middleware(record, context, () => next(record, context)),
    call,
  );
}

import type { Context } from 'aws-lambda';
import type { HandlerContext, HandlerInfo, Logger } from '../routing/handler.js';
import type { Deadline } from './deadline.js';

/** One context for all the records of a handler in an invocation: nothing in it is about a record. */
export function contexts(lambda: Context | undefined, logger: Logger, deadline: Deadline) {
  const known = new Map<HandlerInfo, HandlerContext>();
  return (handler: HandlerInfo): HandlerContext => {
    let context = known.get(handler);
    if (context === undefined) {
      context = {
        lambda,
        handler,
        logger,
        get signal() {
          return deadline.signal();
        },
      };
      known.set(handler, context);
    }
    return context;
  };
}

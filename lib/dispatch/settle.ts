import type { Context } from 'aws-lambda';
import type { StreamRecord } from '../records/stream-record.js';
import type { Handler, HandlerContext } from '../routing/handler.js';
import type { Match } from '../routing/match.js';
import type { Deadline } from './deadline.js';
import { HandlerError } from './errors.js';
import type { HandlerResult } from './outcome.js';
import type { Plan } from './plan.js';

/** Runs every handler of a record and gives the errors of those that failed. */
export type Settle = (match: Match) => Promise<readonly HandlerError[]>;

/** How the records of one invocation are settled; what handlers return is added to `results`. */
export function settler(
  { onError, logger }: Plan,
  lambda: Context | undefined,
  deadline: Deadline,
  results: HandlerResult[],
): Settle {
  const contexts = new Map<unknown, HandlerContext>();

  return async ({ record, handlers }) => {
    const errors: HandlerError[] = [];
    for (const handler of handlers) {
      const context = contextFor(handler);
      try {
        results.push({ eventID: record.eventID, handler: handler.info.id, value: await handler.call(record, context) });
      } catch (cause) {
        const error = new HandlerError(handler.info, record.eventID, record.sequenceNumber, cause);
        if (!(await isSkipped(error, record, context))) errors.push(error);
      }
    }
    return errors;
  };

  /** Asks `onError`, and logs the failure: once, and without the item. */
  async function isSkipped(failure: HandlerError, record: StreamRecord, context: HandlerContext): Promise<boolean> {
    const { eventID, sequenceNumber, handler, cause: error } = failure;
    const details = { eventID, sequenceNumber, handler: handler.id, error };
    let skip = false;
    try {
      skip = (await onError?.(error, record, context)) === 'skip';
    } catch (thrown) {
      logger.error('onstream: onError failed', { ...details, error: thrown });
    }
    if (skip) logger.warn('onstream: handler failed, onError skips the record', details);
    else logger.error('onstream: handler failed', details);
    return skip;
  }

  /** One context for all the records of a handler: nothing in it is about a record. */
  function contextFor({ info }: Handler): HandlerContext {
    let context = contexts.get(info);
    if (context === undefined) {
      context = {
        lambda,
        handler: info,
        logger,
        get signal() {
          return deadline.signal();
        },
      };
      contexts.set(info, context);
    }
    return context;
  }
}

import type { StreamRecord } from '../records/stream-record.js';
import type { HandlerContext } from '../routing/handler.js';
import { loggable, messageOf } from '../thrown.js';
import type { HandlerError } from './handler-error.js';
import type { Log } from './log.js';
import type { OnError } from './plan.js';

/** How the messages about failed handlers begin that the outcome tells of, too. */
export const FAILED = 'onstream: handler failed';

/** Asks `onError` whether the record is settled for the handler that failed. Logs the failure. Never rejects. */
export async function isSkipped(
  log: Log,
  onError: OnError,
  error: HandlerError,
  record: StreamRecord,
  context: HandlerContext,
): Promise<boolean> {
  try {
    if ((await onError(error.cause, record, context)) === 'skip') {
      log.warn(`${FAILED}, record skipped by onError: ${titleOf(error.message)}`, detailsOf(error));
      return true;
    }
  } catch (thrown) {
    log.error(`onstream: onError failed, so the record is retried: ${titleOf(messageOf(thrown))}`, {
      ...detailsOf(error),
      error: loggable(thrown),
    });
  }
  logFailure(log, error);
  return false;
}

/** Logs a failure once, and without the item. */
export function logFailure(log: Log, error: HandlerError): void {
  log.error(`${FAILED}: ${titleOf(error.message)}`, detailsOf(error));
}

/** Logs the failure of a handler that its middleware, or the invocation, had not waited for. */
export function logLateFailure(log: Log, error: HandlerError): void {
  log.error(`onstream: a handler failed too late to count: ${titleOf(error.message)}`, detailsOf(error));
}

/** Says what failed also where a logger prints the message alone. */
function titleOf(message: string): string {
  return message.slice(0, 1000).replace(/\s+/g, ' ');
}

function detailsOf({ eventID, sequenceNumber, handler, cause }: HandlerError): object {
  return {
    eventID: eventID && loggable(eventID),
    sequenceNumber: sequenceNumber && loggable(sequenceNumber),
    handler: handler.id,
    error: loggable(cause),
  };
}

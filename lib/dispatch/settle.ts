import type { StreamRecord } from '../records/stream-record.js';
import type { Handler } from '../routing/handler.js';
import type { Match } from '../routing/match.js';
import { HandlerError } from './errors.js';
import { HANDLED, type Invocation } from './invocation.js';

/** Runs every handler of a record, one after another, also after one of them has failed. Never rejects. */
export async function settle(invocation: Invocation, index: number, { record, handlers }: Match): Promise<void> {
  let errors: HandlerError[] | undefined;
  for (const handler of handlers) {
    const context = invocation.contextFor(handler);
    try {
      const value = await handler.call(record, context);
      invocation.results.push({ eventID: record.eventID, handler: handler.info.id, value });
    } catch (cause) {
      const error = new HandlerError(handler.info, record.eventID, record.sequenceNumber, cause);
      if (await toBeSkipped(invocation, handler, record, error)) continue;
      errors ??= [];
      errors.push(error);
    }
  }
  if (errors === undefined) invocation.states[index] = HANDLED;
  else invocation.fail(index, { record, errors });
}

/** Asks `onError`, and logs the failure, once and without the item. */
async function toBeSkipped(
  invocation: Invocation,
  handler: Handler,
  record: StreamRecord,
  error: HandlerError,
): Promise<boolean> {
  const { onError, logger } = invocation.plan;
  const details = { eventID: error.eventID, sequenceNumber: error.sequenceNumber, handler: handler.info.id };
  let decision: unknown = 'retry';
  try {
    decision = await onError?.(error.cause, record, invocation.contextFor(handler));
  } catch (failure) {
    logger.error('onstream: onError itself failed, so the record is retried', { ...details, error: failure });
  }
  const skipped = decision === 'skip';
  if (skipped)
    logger.warn('onstream: a handler failed, and onError skips the record', { ...details, error: error.cause });
  else logger.error('onstream: a handler failed', { ...details, error: error.cause });
  return skipped;
}

import type { StreamRecord } from '../records/stream-record.js';
import type { HandlerContext } from '../routing/handler.js';
import { HandlerError } from './handler-error.js';
import type { Plan } from './plan.js';

/**
 * Asks `onError` about what a handler threw, and logs it: once, and without the item. Gives the error that fails the
 * record, `undefined` where the record is to be skipped.
 */
export async function failureOf(
  { onError, logger }: Plan,
  cause: unknown,
  record: StreamRecord,
  context: HandlerContext,
): Promise<HandlerError | undefined> {
  const { eventID, sequenceNumber } = record;
  const details = { eventID, sequenceNumber, handler: context.handler.id, error: cause };
  try {
    if ((await onError?.(cause, record, context)) === 'skip') {
      logger.warn?.('onstream: handler failed, record skipped', details);
      return undefined;
    }
  } catch (error) {
    Object.assign(details, { onError: error });
  }
  logger.error?.('onstream: handler failed', details);
  return new HandlerError(context.handler, eventID, sequenceNumber, cause);
}

import { found } from '../errors.js';
import type { StreamRecord } from '../records/stream-record.js';
import type { HandlerInfo } from '../routing/handler.js';

/**
 * Another delivery of the record runs the same handler just now, or was cut off while it did. The record fails, so that
 * it comes again: an `onError` that skips it would lose it where the other one does not come to its end.
 */
export class HandlerInProgressError extends Error {
  override readonly name = 'HandlerInProgressError';

  /** When the other delivery counts as cut off, and this handler may run again. */
  declare readonly until: Date | undefined;

  constructor(handler: HandlerInfo, { eventID }: StreamRecord, until: Date | undefined) {
    const end = until === undefined ? 'it has an end' : `it is done, or ${until.toISOString()}`;
    super(`${handler.id} is in progress elsewhere for event ${found(eventID)}: deliver the record again when ${end}`);
    this.until = until;
  }
}

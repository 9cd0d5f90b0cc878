import { found } from '../errors.js';
import type { HandlerInfo } from '../routing/handler.js';
import { messageOf } from '../thrown.js';

/** A handler did not do its work for a record. What it threw is the `cause`. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';

  // Said again for projects whose `lib` is older than ES2022.
  declare readonly cause: unknown;
  declare readonly handler: HandlerInfo;
  declare readonly eventID: string | undefined;
  declare readonly sequenceNumber: string | undefined;

  constructor(handler: HandlerInfo, eventID: string | undefined, sequenceNumber: string | undefined, cause: unknown) {
    super(`${handler.id} failed on event ${found(eventID)}: ${messageOf(cause)}`, { cause });
    this.handler = handler;
    this.eventID = eventID;
    this.sequenceNumber = sequenceNumber;
  }
}

import type { HandlerInfo } from '../routing/handler.js';
import type { BatchOutcome } from './outcome.js';

/** A handler did not do its work for a record. What it threw is the `cause`. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';

  constructor(
    readonly handler: HandlerInfo,
    readonly eventID: string | undefined,
    readonly sequenceNumber: string | undefined,
    cause: unknown,
  ) {
    super(`${handler.id} failed on event ${eventID}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** Not every record of the batch was handled. Thrown so that Lambda delivers the whole batch again. */
export class BatchError extends Error {
  override readonly name = 'BatchError';

  constructor(readonly outcome: BatchOutcome) {
    const { records, handled, skipped, failures } = outcome;
    const unhandled = records - handled - skipped - failures.length;
    const [first] = failures[0]?.errors ?? [];
    super(
      `${failures.length} of ${records} records failed and ${unhandled} were not handled, so Lambda has to deliver the batch again.` +
        (first === undefined ? '' : ` First: ${first.message}`) +
        ' Set reportBatchItemFailures (here and on the event source mapping) to have only the rest delivered again.',
      { cause: first },
    );
  }

  /** Every failure of every record. */
  get errors(): HandlerError[] {
    return this.outcome.failures.flatMap(({ errors }) => errors);
  }
}

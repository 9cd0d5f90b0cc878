import type { HandlerError } from './handler-error.js';
import type { BatchOutcome } from './outcome.js';

/** Not every record of the batch was handled. Thrown so that Lambda delivers the whole batch again. */
export class BatchError extends Error {
  override readonly name = 'BatchError';
  /** Every failure of every record. */
  readonly errors: readonly HandlerError[];

  constructor(readonly outcome: BatchOutcome) {
    const { records, handled, skipped, failures } = outcome;
    const errors = failures.flatMap((failure) => failure.errors);
    const cause = errors[0];
    super(
      `${failures.length} of ${records} records failed, ${records - handled - skipped - failures.length} were not reached` +
        `${cause ? ` (${cause.message})` : ''}. Lambda delivers all of them again; with reportBatchItemFailures, here ` +
        'and on the event source mapping, only the rest',
      { cause },
    );
    this.errors = errors;
  }
}

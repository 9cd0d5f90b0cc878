import type { HandlerError } from './handler-error.js';
import type { BatchOutcome } from './outcome.js';

/**
 * Not every record of the batch was handled. Thrown so that Lambda delivers the whole batch again. Lambda logs what is
 * thrown, with all its own properties; so what leads to the items is none of them.
 */
export class BatchError extends Error {
  override readonly name = 'BatchError';
  readonly #outcome: BatchOutcome;

  constructor(outcome: BatchOutcome) {
    const { records, handled, skipped, failures } = outcome;
    const cause = failures[0]?.errors[0];
    super(
      `${failures.length} of ${records} records failed, ${records - handled - skipped - failures.length} were not reached: ` +
        `${cause?.message ?? 'time was up'}. Lambda retries all of them; with reportBatchItemFailures, only the rest`,
      { cause },
    );
    this.#outcome = outcome;
  }

  get outcome(): BatchOutcome {
    return this.#outcome;
  }

  /** Every failure of every record. */
  get errors(): HandlerError[] {
    return this.#outcome.failures.flatMap((failure) => failure.errors);
  }
}

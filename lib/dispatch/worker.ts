import type { Handler } from '../routing/handler.js';
import type { Match } from '../routing/match.js';

/** A record that somebody wants, at its position in the batch. */
export interface Job extends Match {
  readonly index: number;
  /** Which item it is about; nobody asks as long as there is one worker. */
  readonly item: string | undefined;
}

/** What a worker does with jobs and handlers. */
export interface Work {
  /** The next record to handle; `after` is the one just done with. */
  readonly next: (after: Job | undefined) => Job | undefined;
  /** Whether time is up: then not even a further handler of the same record is called. */
  readonly stopped: () => boolean;
  readonly call: (job: Job, handler: Handler) => unknown;
  readonly succeeded: (job: Job, handler: Handler, value: unknown) => void;
  readonly failed: (job: Job, handler: Handler, cause: unknown) => Promise<void>;
  readonly done: (job: Job) => void;
}

/**
 * Handles one record after another, each with all its handlers in order, until there are no more. Rejects only with
 * what `work` itself throws.
 *
 * The callbacks serve all records. An async function around each call would allocate three times as much, and a batch
 * of 10,000 records spends most of its time on that.
 */
export function startWorker({ next, stopped, call, succeeded, failed, done }: Work): Promise<void> {
  return new Promise((resolve, reject) => {
    let job = next(undefined);
    let position = 0;
    advance();

    function advance(): void {
      try {
        while (job && callNext(job)) {
          done(job);
          job = next(job);
          position = 0;
        }
        if (job === undefined) resolve();
      } catch (error) {
        reject(error);
      }
    }

    /** Calls handlers until one of them is not finished at once; whether all are. */
    function callNext(current: Job): boolean {
      for (let handler = current.handlers[position]; handler; handler = current.handlers[position]) {
        if (stopped()) {
          job = undefined;
          return false;
        }
        let value: unknown;
        try {
          value = call(current, handler);
          // Whatever has a `then` is waited for, as `await` does.
          if (isThenable(value)) value = Promise.resolve(value);
        } catch (cause) {
          onRejected(cause);
          return false;
        }
        if (value instanceof Promise) {
          value.then(onFulfilled, onRejected);
          return false;
        }
        succeeded(current, handler, value);
        position++;
      }
      return true;
    }

    function onFulfilled(value: unknown): void {
      const handler = job?.handlers[position++];
      if (job && handler) succeeded(job, handler, value);
      advance();
    }

    function onRejected(cause: unknown): void {
      const handler = job?.handlers[position++];
      if (job && handler) failed(job, handler, cause).then(advance, reject);
    }
  });
}

function isThenable(value: unknown): boolean {
  return value != null && typeof Object(value).then === 'function';
}

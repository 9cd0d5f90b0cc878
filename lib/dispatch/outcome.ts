import type { StreamRecord } from '../records/stream-record.js';
import type { HandlerError } from './handler-error.js';

/** A record that failed, with an error for each handler that did. */
export interface RecordFailure {
  readonly record: StreamRecord;
  readonly errors: readonly HandlerError[];
}

/** A record on which a handler failed, and which `onError` settled for that handler with `'skip'`. */
export interface DroppedRecord {
  readonly record: StreamRecord;
  /** The handler's id, such as `OrderHandlers.shipped`. */
  readonly handler: string;
  /** What it threw is the `cause`. */
  readonly error: HandlerError;
}

/** What a handler returned. */
export interface HandlerResult {
  readonly eventID: string;
  /** The handler's id, such as `OrderHandlers.shipped`. */
  readonly handler: string;
  readonly value: unknown;
}

/** What became of a batch. */
export interface BatchOutcome {
  /** How many records the batch had. */
  readonly records: number;
  /** How many of them ran through all their handlers, or were settled by `onError`. */
  readonly handled: number;
  /** How many matched no handler. */
  readonly skipped: number;
  /** The failures that `onError` settled with `'skip'`; their records count as handled unless another handler failed. */
  readonly dropped: readonly DroppedRecord[];
  readonly failures: readonly RecordFailure[];
  readonly results: readonly HandlerResult[];
  /**
   * The failure identifier to hand back: the lowest record that failed or was not handled. Empty where that record
   * and all before it lack one, which Lambda takes for the whole batch; `undefined` where everything is settled.
   */
  readonly checkpoint: string | undefined;
}

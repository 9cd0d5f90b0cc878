import type { DeliveryFailure } from '../target/target.js';

/** What a failure destination holds, to be run again. */
export interface FailureSource {
  /** Such as `s3://failed-orders/prefix`. */
  readonly where: string;
  /** Whether it holds the events of its batches. A queue does not: what its messages bring besides is not Lambda's. */
  readonly holdsEvents: boolean;
  /** What becomes of a batch in which everything succeeded, such as `deleted`. */
  readonly settled: string;
  /** All that is there, in the order in which to run it. Changes nothing that lasts. */
  list(signal: AbortSignal): Promise<readonly FailureEntry[]>;
  /** Lets go of what is left. */
  close(): Promise<void>;
}

/** A message, a file, an object or a line: perhaps a failed batch. */
export interface FailureEntry {
  /** What its owner finds it by. */
  readonly name: string;
  /** @throws UnreadableEntryError where this one cannot be read, while others may be */
  read(): Promise<string>;
  /** Takes it out of the way, once everything in it has succeeded. */
  done(): Promise<void>;
  /** Leaves it where it is, and notes why beside it where there is room for a note. */
  failed(note: FailureNote): Promise<void>;
}

/** One entry cannot be read, or is there no more. */
export class UnreadableEntryError extends Error {
  override readonly name = 'UnreadableEntryError';
}

/** Why a batch failed again. */
export interface FailureNote {
  /** ISO 8601. */
  readonly failedAt: string;
  readonly reason: string;
  /** The records that failed; none where they could not be had. */
  readonly failures: readonly DeliveryFailure[];
}

/** What the name of a note ends with, which is beside what it is about. */
export const NOTE = '.error.json';

/** A note as it is kept: it may be read by people. */
export function noteText(note: unknown): string {
  return `${JSON.stringify(note, null, 2)}\n`;
}

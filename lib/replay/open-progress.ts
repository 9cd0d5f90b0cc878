import { randomUUID } from 'node:crypto';
import { openCheckpoint, type RunIdentity } from './checkpoint.js';
import {
  beginProgress,
  countAgain,
  isComplete,
  type RunProgress,
  restoreProgress,
  storeProgress,
  sumCounts,
} from './run-progress.js';

/** What an earlier run did, which is taken up again. */
export type ResumedRun<C extends string> = Readonly<Record<C, number>> & {
  /** How many of those that failed are tried again, by their keys: 1,000 at most. */
  readonly again: number;
  /** Whether nothing is left to do, and to try again. */
  readonly isComplete: boolean;
};

export interface OpenProgress<C extends string> {
  readonly progress: RunProgress<C>;
  /** `undefined` for a run that begins. */
  readonly resumed: ResumedRun<C> | undefined;
  /** Notes down how far the run has come, where there is a file for that. */
  save(): Promise<void>;
  /** Lets another run have the file. */
  close(): void;
}

/**
 * Takes a run up from its checkpoint, or begins one: where there is no such file yet, or none is named.
 *
 * @throws ConfigurationError where another run has the file open, or it is that of another run, is cut off, or is no
 * checkpoint
 */
export async function openProgress<C extends string>(
  file: string | undefined,
  run: RunIdentity,
  segments: number,
  names: readonly C[],
): Promise<OpenProgress<C>> {
  let progress = beginProgress(randomUUID(), segments, names);
  if (file === undefined) return { progress, resumed: undefined, save: async () => undefined, close: () => undefined };
  const { saved, save, close } = await openCheckpoint(file, run, () => storeProgress(progress));
  if (saved === undefined) return { progress, resumed: undefined, save, close };
  try {
    progress = restoreProgress(saved, names, file);
  } catch (error) {
    close();
    throw error;
  }
  const again = countAgain(progress);
  const resumed = { ...sumCounts(progress, names), again, isComplete: isComplete(progress) && again === 0 };
  return { progress, resumed, save, close };
}

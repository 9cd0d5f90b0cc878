import { counted } from '../counted.js';
import { linesOf } from '../terminal/line.js';
import { countsText } from './show-progress.js';
import { printErrors, printLines } from './standard-output.js';

/** How the summary of a run that reads a table tells what failed, beginning each line with which. */
export function tellFailures(failures: readonly string[], failed: number, problem: unknown): void {
  for (const failure of failures) printErrors(`failed ${failure}`);
  const others = failed - failures.length;
  if (others > 0) printErrors(failures.length === 0 ? `${others} failed before` : `and ${others} more`);
  if (problem !== undefined) printErrors(...linesOf(String(problem)));
}

/** What of a run has failed. */
interface Failed {
  readonly failed: number;
  /** How many of those are tried again when the run is taken up. */
  readonly again: number;
}

/** What the same command would do once more. */
export function tellRest(
  { isComplete, read, failed, again }: Failed & { readonly isComplete: boolean; readonly read: number },
  checkpoint: string | undefined,
): void {
  // A checkpoint that could not even be begun is nothing to go on from.
  if (read === 0) return;
  if (checkpoint === undefined) {
    if (!isComplete) printLines('Not all of it is done. Without --checkpoint, another run begins anew.');
    return;
  }
  if (!isComplete) printLines('Not all of it is done. Run the same command again to go on from there.');
  if (failed === 0) return;
  const what =
    failed === again
      ? 'what failed'
      : `${again} of what failed; the other ${failed - again} only a new run tries again`;
  if (again === 0) printLines('Only a new run tries again what failed.');
  else printLines(`${isComplete ? 'Run the same command again to try again' : 'That also tries again'} ${what}.`);
}

/** From where a run goes on. `counts` ends with what failed. */
export function resumedText(
  checkpoint: string,
  { again }: Pick<Failed, 'again'>,
  counts: Readonly<Record<string, number>>,
): string {
  return `${checkpoint}, from where it stopped: ${countsText(counts)}${again === 0 ? '' : `; tries ${again} again`}`;
}

/** That nothing is left for a run to do, which could `verb` the items once more. */
export function completeText({ failed }: Pick<Failed, 'failed'>, verb: string, checkpoint: string | undefined): string {
  const but = failed === 0 ? '' : `, but for ${counted(failed, 'item')} that failed, which only a new run tries again`;
  return `This run is complete${but}. To ${verb} the items once more, delete ${checkpoint}, or name another file.`;
}

import { print } from './standard-output.js';

/** How the summary of a run that reads a table tells what failed, beginning each line with which. */
export function tellFailures(failures: readonly string[], failed: number, problem: unknown): void {
  for (const failure of failures) process.stderr.write(`failed ${failure}\n`);
  if (failed > failures.length) process.stderr.write(`and ${failed - failures.length} more\n`);
  if (problem !== undefined) process.stderr.write(`${problem}\n`);
}

export function tellUnread(checkpoint: string | undefined): void {
  print(
    checkpoint === undefined
      ? 'Not all items were read. Without --checkpoint, another run begins anew.\n'
      : 'Not all items were read. Run the same command again to go on from there.\n',
  );
}

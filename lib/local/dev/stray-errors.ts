import { ExitError } from '../../loading/guarded-exit.js';
import type { Reporter } from './reporter.js';

const STRAY = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Tells what handlers throw where nobody catches it, such as in a timer or in a promise that is not waited for. Lambda
 * would end the function; here the next save may put it right. Gives what ends the listening.
 */
export function reportStrayErrors(reporter: Reporter): () => void {
  const report = (error: unknown) => {
    // It is reported where it was called.
    if (error instanceof ExitError) return;
    reporter.problem('an error that nobody caught, which ends a function of AWS', error);
  };
  for (const name of STRAY) process.on(name, report);
  return () => {
    for (const name of STRAY) process.off(name, report);
  };
}

import { format } from 'node:util';
import { linesOf } from '../terminal/line.js';
import { keepStandardOutput, printErrors } from './standard-output.js';

/**
 * What `bootstrap` logs of each failure by default: the program tells the same with the record, and with the frames that
 * matter.
 */
const TOLD_ALREADY = 'onstream: handler failed';

/** How messages of `bootstrap` begin, which may hold names of tables and what handlers threw. */
const OURS = 'onstream: ';

/** Sets the console that handlers write to. Where the program writes JSON, all that they write goes to the standard error. */
export function setHandlersConsole(asJson: boolean): void {
  if (asJson) keepStandardOutput();
  const { console: logger } = globalThis;
  for (const level of ['error', 'warn'] as const) {
    const log = logger[level];
    logger[level] = (...parts: unknown[]) => {
      if (parts[0] === TOLD_ALREADY) return;
      if (typeof parts[0] === 'string' && parts[0].startsWith(OURS)) printErrors(...linesOf(format(...parts)));
      else log(...parts);
    };
  }
}

import { format } from 'node:util';
import { FAILED } from '../dispatch/failure.js';
import { linesOf } from '../terminal/line.js';
import { keepStandardOutput, printErrors } from './standard-output.js';

/** How messages of `bootstrap` begin, which may hold names of tables and what handlers threw. */
const OURS = 'onstream: ';

/** Sets the console that handlers write to. Where the program writes JSON, all that they write goes to the standard error. */
export function setHandlersConsole(asJson: boolean): void {
  if (asJson) keepStandardOutput();
  const { console: logger } = globalThis;
  for (const level of ['error', 'warn'] as const) logger[level] = printOwnMessages(logger[level]);
}

/**
 * Prints what `bootstrap` logs as everything else that the program prints, but for its failures: the program tells the
 * same with the record, and with the frames that matter.
 */
function printOwnMessages(log: typeof console.error): typeof console.error {
  return (...parts: unknown[]) => {
    const [message] = parts;
    if (typeof message !== 'string' || !message.startsWith(OURS)) log(...parts);
    else if (!message.startsWith(FAILED)) printErrors(...linesOf(format(...parts)));
  };
}

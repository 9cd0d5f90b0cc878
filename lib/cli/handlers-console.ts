import { FAILED } from '../dispatch/failure.js';
import { keepStandardOutput } from './standard-output.js';

/** Sets the console that handlers write to. Where the program writes JSON, all that they write goes to the standard error. */
export function setHandlersConsole(asJson: boolean): void {
  if (asJson) keepStandardOutput();
  const { error, warn } = globalThis.console;
  globalThis.console.error = unlessTold(error);
  globalThis.console.warn = unlessTold(warn);
}

/**
 * Leaves out what `bootstrap` logs of each failure by default: the program tells the same with the record, and with the
 * frames that matter.
 */
function unlessTold(print: typeof console.error): typeof console.error {
  return (...parts: unknown[]) => {
    const [message] = parts;
    if (typeof message !== 'string' || !message.startsWith(FAILED)) print(...parts);
  };
}

import { keepStandardOutput } from './standard-output.js';

/**
 * What `bootstrap` logs of each failure by default: the program tells the same with the record, and with the frames that
 * matter.
 */
const TOLD_ALREADY = 'onstream: handler failed';

/** Sets the console that handlers write to. Where the program writes JSON, all that they write goes to the standard error. */
export function setHandlersConsole(asJson: boolean): void {
  if (asJson) keepStandardOutput();
  const { error } = globalThis.console;
  globalThis.console.error = (...parts: unknown[]) => {
    if (parts[0] !== TOLD_ALREADY) error(...parts);
  };
}

import { loggable } from '../thrown.js';

/** Describes a thrown value, which may be anything, in one line. Never throws. */
export function inOneLine(thrown: unknown): string {
  const error = loggable(thrown);
  const text = error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${String(error)}`;
  return text.split('\n', 1)[0] ?? text;
}

import { loggable } from '../thrown.js';

/** What was thrown, which may be anything, in one line. Never throws. */
export function inOneLine(thrown: unknown): string {
  const told = loggable(thrown);
  const text = told instanceof Error ? `${told.name}: ${told.message}` : `thrown: ${String(told)}`;
  return text.split('\n', 1)[0] ?? text;
}

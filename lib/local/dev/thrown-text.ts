import { ownFrames } from '../../loading/own-frames.js';
import { loggable } from '../../thrown.js';
import { showValue } from './show-value.js';

/**
 * The text of what a handler threw, which may be anything: an Error's stack without the frames of others, or the value.
 * Never throws, and cuts what is very long.
 */
export function thrownText(thrown: unknown, handler?: string): string {
  const error = errorOf(thrown);
  return error === undefined ? `thrown: ${showValue(thrown)}` : ownFrames(error.stack ?? String(error), handler);
}

/** The same as data: an Error's name, message and stack, or the value as it is. */
export function thrownData(thrown: unknown): unknown {
  const error = errorOf(thrown);
  return error === undefined ? thrown : { name: error.name, message: error.message, stack: error.stack };
}

/** A copy that is safe to read; `undefined` for what is no Error. */
function errorOf(thrown: unknown): Error | undefined {
  const copy = isError(thrown) ? loggable(thrown) : undefined;
  return copy instanceof Error ? copy : undefined;
}

/** Reads the cause of an error. Never throws. */
export function causeOf(thrown: unknown): unknown {
  try {
    return thrown instanceof Error ? thrown.cause : undefined;
  } catch {
    return undefined;
  }
}

/** A proxy may throw where it is asked for its prototype. */
function isError(value: unknown): boolean {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

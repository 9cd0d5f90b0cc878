import { inspect } from 'node:util';
import { toJson } from '../../terminal/json.js';

/** A value on part of a line. */
export function showValue(value: unknown, longest = 60): string {
  const text = value === undefined ? 'none' : textOf(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/**
 * Not all that handlers give or throw can be JSON: functions cannot, nor what holds itself. What it says of itself for an
 * inspection may throw, too.
 */
function textOf(value: unknown): string {
  try {
    return toJson(value) ?? inspect(value);
  } catch {
    return inspect(value, { breakLength: Number.POSITIVE_INFINITY, customInspect: false });
  }
}

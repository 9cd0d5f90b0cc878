import { visibleJson } from './visible.js';

/**
 * JSON of values that items have and JSON does not, such as numbers of many digits, sets and bytes, with invisible
 * characters as escapes. `undefined` where JSON has nothing for the value.
 *
 * @throws TypeError for a value with a cycle
 */
export function toJson(value: unknown, indent?: number): string | undefined {
  const json: string | undefined = JSON.stringify(value, replace, indent);
  return json === undefined ? undefined : visibleJson(json);
}

function replace(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Set) return [...value];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

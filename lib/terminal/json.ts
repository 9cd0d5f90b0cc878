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

/** The same, of anything: what JSON cannot say, such as an object in itself, is replaced by a text that says so. */
export function toJsonAlways(value: unknown, indent?: number): string {
  try {
    return toJson(value, indent) ?? 'undefined';
  } catch {
    return toJson(copyOf(value, []), indent) ?? 'undefined';
  }
}

const MAX_DEPTH = 100;

function copyOf(value: unknown, outer: readonly unknown[]): unknown {
  try {
    return partsOf(value, outer);
  } catch {
    return '[cannot be read]';
  }
}

function partsOf(value: unknown, outer: readonly unknown[]): unknown {
  if (typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (outer.includes(value)) return '[in itself]';
  if (outer.length === MAX_DEPTH) return '[nested too deep]';
  const inner = (part: unknown) => copyOf(part, [...outer, value]);
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Set) return Array.from(value, inner);
  const own: unknown = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value;
  if (own !== value) return inner(own);
  // By name: one that cannot be read leaves the others.
  return Object.fromEntries(Object.keys(value).map((name) => [name, readPart(value, name, inner)]));
}

function readPart(object: object, name: string, copy: (part: unknown) => unknown): unknown {
  try {
    return copy(Reflect.get(object, name));
  } catch {
    return '[cannot be read]';
  }
}

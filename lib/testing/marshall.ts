/**
 * Plain items as they stand in an event. The SDK's `marshall` makes what a request holds, which is not quite it: it
 * leaves binary as bytes and the exponent in `1e21`, throws at numbers beyond the safe integers, and loses an attribute
 * named `__proto__`.
 */
import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from 'aws-lambda';
import { ConfigurationError, found } from '../errors.js';
import { parseDecimal } from '../records/decimal.js';
import { numberText } from '../records/number-text.js';
import { joinPath } from '../records/path.js';

/** An image, a key, or the inside of a map. */
export type Attributes = Record<string, AttributeValue>;

const VALUES =
  'a string, a finite number, a bigint, a NumberValue, a boolean, null, a Uint8Array, an array, a plain object or a Set';

/**
 * An item's attributes. Those that are `undefined` are left out, in the item and everywhere inside it.
 *
 * @throws ConfigurationError for a value that DynamoDB does not have; the message names its path, which begins with
 * `path`.
 */
export function marshallItem(item: unknown, path: string): Attributes {
  if (!isPlainObject(item)) throw refusal(path, item, 'a plain object of attributes');
  return marshallMap(item, path);
}

function marshallMap(map: Readonly<Record<string, unknown>>, path: string): Attributes {
  const attributes = Object.entries(map).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, marshallValue(value, joinPath(path, name))] as const],
  );
  // Defines where an assignment to `__proto__` would replace the prototype.
  return Object.fromEntries(attributes);
}

function marshallValue(value: unknown, path: string): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  const number = textOfNumber(value);
  if (number !== undefined) return { N: number };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { L: marshallList(value, path) };
  if (value instanceof Set) return marshallSet(value, path);
  if (isPlainObject(value)) return { M: marshallMap(value, path) };
  throw refusal(path, value, VALUES);
}

function marshallList(list: readonly unknown[], path: string): AttributeValue[] {
  return list.flatMap((element, index) =>
    element === undefined ? [] : [marshallValue(element, joinPath(path, index))],
  );
}

function marshallSet(set: ReadonlySet<unknown>, path: string): AttributeValue {
  const values = [...set].flatMap((element) => (element === undefined ? [] : [marshallValue(element, path)]));
  if (values.length > 0) {
    // Each once: `1` and `1n`, or two arrays of the same bytes, are one element to DynamoDB.
    const each = (type: 'S' | 'N' | 'B') => [...new Set(values.flatMap((value) => value[type] ?? []))];
    if (values.every(({ S }) => S !== undefined)) return { SS: each('S') };
    if (values.every(({ N }) => N !== undefined)) return { NS: each('N') };
    if (values.every(({ B }) => B !== undefined)) return { BS: each('B') };
  }
  const types = [...new Set(values.flatMap((value) => Object.keys(value)))];
  const what = types.length === 0 ? 'an empty Set' : `a Set of ${types.join(' and ')}`;
  throw new ConfigurationError(`${path}: found ${what}, expected one of strings, of numbers or of binaries`);
}

/** A number as DynamoDB writes it; `undefined` for anything that is none. */
function textOfNumber(value: unknown): string | undefined {
  if (typeof value !== 'bigint' && !Number.isFinite(value) && !(value instanceof NumberValueImpl)) return undefined;
  const text = String(value);
  return parseDecimal(text) && numberText(text);
}

/** Of no class, so neither a `Date` nor a `Map`; also one of another realm, as some test runners make them. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refusal(path: string, value: unknown, expected: string): ConfigurationError {
  return new ConfigurationError(`${path}: found ${describe(value)}, expected ${expected}`);
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isPlainObject(value)) return found(value);
  return `an instance of ${value.constructor?.name}`;
}

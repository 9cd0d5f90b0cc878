import { found, InvalidEventError, isObject, kindOf } from '../errors.js';
import type { AttributeValue } from './wire.js';

/** What each type's value is on the wire. Numbers are text, but events made by hand also give them as numbers. */
const EXPECTED: Readonly<Record<string, (value: unknown) => boolean>> = {
  S: isText,
  N: isNumber,
  B: isBinary,
  BOOL: isBoolean,
  NULL: isBoolean,
  M: isObject,
  L: Array.isArray,
  SS: (value) => Array.isArray(value) && value.every(isText),
  NS: (value) => Array.isArray(value) && value.every(isNumber),
  BS: (value) => Array.isArray(value) && value.every(isBinary),
};

/**
 * Gives a value of an item as it is, if it is one: an object with the name of a type, and what that type holds. Does not
 * look into maps and lists.
 *
 * @throws InvalidEventError that begins with `where`, and has nothing of the value in it
 */
export function checkValue(value: unknown, where: string): AttributeValue {
  if (!isObject(value)) throw fault(where, kindOf(value), 'a value with its type, such as { S: "text" }');
  for (const type in value) {
    const inner = value[type];
    if (inner === undefined) continue;
    const isExpected = Object.hasOwn(EXPECTED, type) ? EXPECTED[type] : undefined;
    if (isExpected === undefined) throw fault(where, `the type ${found(type)}`, 'a type of DynamoDB');
    if (!isExpected(inner)) throw fault(where, `${type}: ${kindOf(inner)}`, 'what that type holds');
    return value;
  }
  throw fault(where, 'no type', 'a type of DynamoDB');
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return isText(value) || typeof value === 'number';
}

function isBinary(value: unknown): boolean {
  return isText(value) || value instanceof Uint8Array;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

/** The error for what went wrong with an image: one that is nested too deep exhausts the stack. */
export function invalidWhereTooDeep(error: unknown, where: string): unknown {
  if (!(error instanceof RangeError)) return error;
  return new InvalidEventError(`${where}: found it nested too deep, expected 32 levels`);
}

function fault(where: string, what: string, expected: string): InvalidEventError {
  return new InvalidEventError(`${where}: found ${what}, expected ${expected}`);
}

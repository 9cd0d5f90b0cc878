import { found, InvalidEventError, isObject, kindOf } from '../errors.js';
import { decodeBinary } from './binary.js';
import type { AttributeMap, AttributeValue } from './wire.js';

/** What one number becomes in JavaScript; see `NumberMode`. */
export type ReadNumber = (text: string) => unknown;

/**
 * One wire value as JavaScript has it: what `unmarshall` gives, but binary as bytes, numbers as `readNumber` says, and
 * every attribute an own property.
 *
 * @throws InvalidEventError for an unknown type or a value that its type cannot have.
 */
export function readValue(value: AttributeValue, readNumber: ReadNumber): unknown {
  for (const type in value) {
    const inner = value[type as keyof AttributeValue];
    if (inner === undefined) continue;
    switch (type) {
      case 'S':
        return inner;
      case 'N':
        return readText(inner, readNumber);
      case 'M':
        return readMap(inner, readNumber);
      case 'L':
        return readEach(value.L, (element) => readValue(element, readNumber));
      case 'BOOL':
        return Boolean(inner);
      case 'NULL':
        return null;
      case 'SS':
        return new Set(readEach(value.SS, (text) => text));
      case 'NS':
        return new Set(readEach(value.NS, (text) => readText(text, readNumber)));
      case 'B':
        return readBinary(inner);
      case 'BS':
        return new Set(readEach(value.BS, readBinary));
      default:
        throw fault(`the type ${found(type)}`, 'a type of DynamoDB');
    }
  }
  throw fault('no type', 'a type of DynamoDB');
}

/** A map's or an image's attributes, each an own property of a plain object. */
export function readMap(map: unknown, readNumber: ReadNumber): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(checkMap(map))) {
    if (value === undefined) continue;
    const read = readAt(`.${name}`, value, readNumber);
    if (name !== '__proto__') item[name] = read;
    // Assigned, this one name would replace the prototype.
    else Object.defineProperty(item, name, { value: read, writable: true, enumerable: true, configurable: true });
  }
  return item;
}

/** What is wrong deep in an item is said with the way to it. */
export function readAt(path: string, value: AttributeValue, readNumber: ReadNumber): unknown {
  try {
    return readValue(value, readNumber);
  } catch (error) {
    throw error instanceof InvalidEventError ? new InvalidEventError(path + error.message) : error;
  }
}

function checkMap(map: unknown): AttributeMap {
  if (isObject(map)) return map as AttributeMap;
  throw fault(kindOf(map), 'a map');
}

/** A number's text, or a number that a hand-made event gives as a number. */
function readText(text: unknown, readNumber: ReadNumber): unknown {
  if (typeof text === 'string' || typeof text === 'number') return readNumber(String(text));
  throw fault(kindOf(text), 'a number as text');
}

function readBinary(value: unknown): Uint8Array {
  const bytes = value instanceof Uint8Array ? value : typeof value === 'string' ? decodeBinary(value) : undefined;
  if (bytes === undefined) throw fault('no base64', 'bytes as base64');
  return bytes;
}

function readEach<T>(list: T[] | undefined, read: (element: T) => unknown): unknown[] {
  if (!Array.isArray(list)) throw fault(kindOf(list), 'a list');
  const elements = new Array<unknown>(list.length);
  for (let i = 0; i < elements.length; i++) elements[i] = read(list[i] as T);
  return elements;
}

/** Begins with the colon that the way to the value is put before. */
function fault(what: string, expected: string): InvalidEventError {
  return new InvalidEventError(`: found ${what}, expected ${expected}`);
}

import { InvalidEventError } from '../errors.js';
import { decodeBinary } from './binary.js';
import type { AttributeMap, AttributeValue } from './wire.js';

/** What one attribute becomes in JavaScript; see `NumberMode` for the numbers. */
export type ReadNumber = (text: string) => unknown;

const TYPES = 'S, N, B, BOOL, NULL, M, L, SS, NS, BS';

/**
 * One wire value as JavaScript has it: what `unmarshall` gives, but binary as bytes, numbers as `readNumber` says, and
 * every attribute an own property.
 *
 * @throws InvalidEventError for an unknown type or a value that its type cannot have.
 */
export function readValue(value: AttributeValue, readNumber: ReadNumber): unknown {
  for (const type in value) {
    if (value[type as keyof AttributeValue] === undefined) continue;
    switch (type) {
      case 'S':
        return value.S;
      case 'N':
        return readText(value.N, readNumber);
      case 'M':
        return readMap(value.M, readNumber);
      case 'L':
        return readEach(value.L, (element) => readValue(element, readNumber));
      case 'BOOL':
        return Boolean(value.BOOL);
      case 'NULL':
        return null;
      case 'SS':
        return new Set(readEach(value.SS, (text) => text));
      case 'NS':
        return new Set(readEach(value.NS, (text) => readText(text, readNumber)));
      case 'B':
        return readBinary(value.B);
      case 'BS':
        return new Set(readEach(value.BS, readBinary));
      default:
        throw new InvalidEventError(`found the attribute type ${JSON.stringify(type.slice(0, 40))}, expected ${TYPES}`);
    }
  }
  throw new InvalidEventError(`found a value without a type, expected ${TYPES}`);
}

/** A map's or an image's attributes, each an own property of a plain object. */
export function readMap(map: AttributeMap | undefined, readNumber: ReadNumber): Record<string, unknown> {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw new InvalidEventError(`found ${kindOf(map)}, expected a map of attributes`);
  }
  const item: Record<string, unknown> = {};
  for (const name of Object.keys(map)) {
    const value = map[name];
    if (value === undefined) continue;
    if (name === '__proto__') defineOwn(item, name, readValue(value, readNumber));
    else item[name] = readValue(value, readNumber);
  }
  return item;
}

/** For the one name whose assignment would replace the prototype. */
function defineOwn(item: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(item, name, { value, writable: true, enumerable: true, configurable: true });
}

/** A number's text, or a number that a hand-made event gives as a number. */
export function readText(text: unknown, readNumber: ReadNumber): unknown {
  if (typeof text === 'string') return readNumber(text);
  if (typeof text === 'number' || typeof text === 'bigint') return readNumber(String(text));
  throw new InvalidEventError(`found a number given as ${kindOf(text)}, expected text`);
}

function readBinary(value: string | Uint8Array | undefined): Uint8Array {
  const bytes = value instanceof Uint8Array || typeof value === 'string' ? decodeBinary(value) : undefined;
  if (bytes !== undefined) return bytes;
  throw new InvalidEventError(`found a binary that is not base64, expected base64 text or bytes`);
}

function readEach<T>(list: T[] | undefined, read: (element: T) => unknown): unknown[] {
  if (!Array.isArray(list)) throw new InvalidEventError(`found ${kindOf(list)}, expected a list`);
  const elements = new Array<unknown>(list.length);
  for (let i = 0; i < elements.length; i++) elements[i] = read(list[i] as T);
  return elements;
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

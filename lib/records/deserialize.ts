import { found, InvalidEventError, isObject, kindOf } from '../errors.js';
import { decodeBinary } from './binary.js';

/** What one number becomes in JavaScript; see `NumberMode`. */
export type ReadNumber = (text: string) => unknown;

/** Reads something of an item; throws `InvalidEventError` where it is not what it ought to be. */
type Read = (wire: unknown, readNumber: ReadNumber) => unknown;

/** What each type's wrapper holds, as JavaScript has it. */
export const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['S', readText],
  ['N', readNumeral],
  ['M', readMap],
  ['L', (list, readNumber) => readEach(list, readValue, readNumber)],
  ['BOOL', Boolean],
  ['NULL', () => null],
  ['SS', setOf(readText)],
  ['NS', setOf(readNumeral)],
  ['B', readBinary],
  ['BS', setOf(readBinary)],
]);

/**
 * One wire value as JavaScript has it: what `unmarshall` gives, but binary as bytes, numbers as `readNumber` says, and
 * every attribute an own property.
 *
 * @throws InvalidEventError for an unknown type or a value that its type cannot have.
 */
export function readValue(value: unknown, readNumber: ReadNumber): unknown {
  if (isObject(value)) {
    for (const type in value) {
      const read = value[type] !== undefined && READERS.get(type);
      if (read) return read(value[type], readNumber);
    }
  }
  throw fault(value, `a value of type ${[...READERS.keys()]}`);
}

/** A map's or an image's attributes, each an own property of a plain object. */
export function readMap(map: unknown, readNumber: ReadNumber): Record<string, unknown> {
  if (!isObject(map)) throw fault(map, 'a map');
  // What a copy has is its own, even `__proto__`, and may be assigned.
  const item: Record<string, unknown> = { ...map };
  for (const name in item) {
    if (item[name] === undefined) delete item[name];
    else item[name] = readAt(`.${name}`, item[name], readNumber);
  }
  return item;
}

/** What is wrong deep in an item is said with the way to it. */
export function readAt(path: string, value: unknown, readNumber: ReadNumber): unknown {
  try {
    return readValue(value, readNumber);
  } catch (error) {
    throw error instanceof InvalidEventError ? new InvalidEventError(path + error.message) : error;
  }
}

/** What `read` makes of each element. */
export function readEach<T>(
  list: unknown,
  read: (element: T, readNumber: ReadNumber) => unknown,
  readNumber: ReadNumber,
): unknown[] {
  if (!Array.isArray(list)) throw fault(list, 'a list');
  return list.map((element) => read(element, readNumber));
}

function setOf(read: Read): Read {
  return (list, readNumber) => new Set(readEach(list, read, readNumber));
}

function readText(text: unknown): unknown {
  return text;
}

/** A number's text, or a number that a hand-made event gives as a number. */
function readNumeral(text: unknown, readNumber: ReadNumber): unknown {
  if (typeof text === 'string' || typeof text === 'number') return readNumber(String(text));
  throw fault(text, 'number text');
}

function readBinary(value: unknown): unknown {
  const bytes = typeof value === 'string' ? decodeBinary(value) : value;
  if (bytes instanceof Uint8Array) return bytes;
  throw fault(value, 'base64');
}

/** Begins with the colon that the way to the value is put before, and has nothing of the value itself. */
function fault(value: unknown, expected: string): InvalidEventError {
  return new InvalidEventError(`: found ${isObject(value) ? found(value) : kindOf(value)}, expected ${expected}`);
}

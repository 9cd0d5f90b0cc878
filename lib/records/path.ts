import { ConfigurationError, found } from '../errors.js';
import type { AttributeMap, AttributeValue } from './wire.js';

/** The way to a value inside an item: names into maps, numbers into lists. The first is an attribute's name. */
export type Path = readonly [string, ...(string | number)[]];

// A name, .name, [0], ["any name"] or ['any name'].
const SEGMENT = /\.?([^.[\]"']+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/y;
const PLAIN_NAME = /^[\w$-]+$/;

/**
 * Reads a path as JavaScript would: `address.city`, `lines[0].qty`, `["dotted.name"].x`.
 *
 * @throws ConfigurationError where the text is not such a path; the message begins with `where`.
 */
export function parsePath(text: unknown, where: string): Path {
  const segments: (string | number)[] = [];
  if (typeof text === 'string') {
    SEGMENT.lastIndex = 0;
    let end = 0;
    while (end < text.length) {
      const match = SEGMENT.exec(text);
      // A dot joins two names: it does not begin a path, and between two names it may not be missing.
      if (match === null || (match[1] !== undefined && (text[end] === '.') !== end > 0)) {
        end = 0;
        break;
      }
      const [, name, index, double, single] = match;
      segments.push(index !== undefined ? Number(index) : (name ?? (double ?? single ?? '').replace(/\\(.)/g, '$1')));
      end = SEGMENT.lastIndex;
    }
    const [first, ...rest] = segments;
    if (end > 0 && typeof first === 'string') return [first, ...rest];
  }
  throw new ConfigurationError(
    `${where}: found the path ${found(text)}, expected one such as "status", "address.city", "lines[0].qty" or '["dotted.name"].x'`,
  );
}

/** The path of an attribute inside another one, in the form that `parsePath` reads. */
export function joinPath(parent: string, segment: string | number): string {
  if (typeof segment === 'number') return `${parent}[${segment}]`;
  if (!PLAIN_NAME.test(segment)) return `${parent}[${JSON.stringify(segment)}]`;
  return parent === '' ? segment : `${parent}.${segment}`;
}

/** Reads one attribute of a map; never what the map inherits. */
export function attributeReader(name: string): (map: AttributeMap) => AttributeValue | undefined {
  // Only these names are found on every object, so only they pay for the question.
  if (name in Object.prototype) return (map) => (Object.hasOwn(map, name) ? map[name] : undefined);
  return (map) => map[name];
}

/** Reads the value at a path of a wire image; `undefined` where the path leads nowhere. */
export function pathReader(path: Path): (image: AttributeMap) => AttributeValue | undefined {
  const [name, ...rest] = path;
  const readFirst = attributeReader(name);
  if (rest.length === 0) return readFirst;
  const steps = rest.map((segment) => {
    if (typeof segment === 'number') return (value: AttributeValue) => value.L?.[segment];
    const read = attributeReader(segment);
    return (value: AttributeValue) => (value.M === undefined ? undefined : read(value.M));
  });
  return (image) => {
    let value = readFirst(image);
    for (let i = 0; value != null && i < steps.length; i++) value = steps[i]?.(value);
    return value;
  };
}

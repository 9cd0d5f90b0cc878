import { unexpected } from '../errors.js';
import { checkValue } from './check-value.js';
import { NOTHING } from './images.js';
import type { AttributeMap, AttributeValue } from './wire.js';

// .name, [0] or ["any name"], in which a backslash goes before a quote and another backslash
const SEGMENT = /\.([^.[\]"']+)|\[(\d+)\]|\[(["'])((?:(?!\3)[^\\]|\\.)+)\3\]/gsy;

/** Reads the value at a path of a wire image; `undefined` where the path leads nowhere. */
export type PathReader = (image: AttributeMap) => AttributeValue | undefined;

/**
 * Splits a path, written as in JavaScript: `address.city`, `lines[0].qty`, `["dotted.name"].x`.
 *
 * @throws ConfigurationError where the text is not such a path; the message begins with `where`.
 */
export function parsePath(text: unknown, where: string): [name: string, ...inner: (string | number)[]] {
  // What is no text is no path either.
  const path = typeof text === 'string' ? text : ']';
  // Nearly all are a name alone; making the pattern for the others ready takes longer than all else that is compiled.
  if (/^[\w$-]+$/.test(path)) return [path];
  const segments: (string | number)[] = [];
  const remember = (_: string, name: string | undefined, index: string | undefined, _quote: string, quoted: string) => {
    segments.push(index ? Number(index) : (name ?? quoted.replace(/\\(.)/gs, '$1')));
    return '';
  };
  // Inside, every name has its dot; what the segments leave over is no path.
  const rest = path.replace(/^(?!\[)/, '.').replace(SEGMENT, remember);
  const [first, ...inner] = segments;
  if (rest || typeof first !== 'string')
    throw unexpected(where, text, 'a path such as status, address.city, lines[0].qty or ["dotted.name"].x');
  return [first, ...inner];
}

/** Compiles a path. @throws ConfigurationError as `parsePath` does */
export function compilePath(text: unknown, where: string): PathReader {
  const [first, ...inner] = parsePath(text, where);
  return inner.reduce((read: PathReader, segment) => {
    if (typeof segment === 'number') return (image) => inside(read(image), where).L?.[segment];
    const readInner = attributeReader(segment);
    return (image) => readInner(inside(read(image), where).M ?? NOTHING);
  }, attributeReader(first));
}

const NO_VALUE: AttributeValue = {};

/** The value that a path leads through; text, numbers and what is missing have nothing inside. */
function inside(value: AttributeValue | undefined, where: string): AttributeValue {
  return value === undefined || typeof value?.S === 'string' ? NO_VALUE : checkValue(value, where);
}

/** The path of an attribute inside another one, in the form that `compilePath` reads. */
export function joinPath(parent: string, segment: string | number): string {
  if (typeof segment === 'number') return `${parent}[${segment}]`;
  if (!/^[\w$-]+$/.test(segment)) return `${parent}["${segment.replace(/["\\]/g, '\\$&')}"]`;
  return parent === '' ? segment : `${parent}.${segment}`;
}

/** Reads one attribute of a map; never what the map inherits. */
export function attributeReader(name: string): PathReader {
  // Only these names are found on every object, so only they pay for the question.
  if (name in Object.prototype) return (map) => (Object.hasOwn(map, name) ? map[name] : undefined);
  return (map) => map[name];
}

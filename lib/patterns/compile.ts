import { unexpected } from '../errors.js';
import { attributeReader, joinPath } from '../records/path.js';
import type { AttributeMap, AttributeValue } from '../records/wire.js';
import { compileMatcher, compileMatchers, looksLikeMatcher, type ValueTest } from './matcher.js';

/** A test of a wire image, a key, or the inside of a map. */
export type ImageTest = (image: AttributeMap) => boolean;

const NOTHING: AttributeMap = {};

/**
 * Compiles a pattern to a test of the wire form, so that nothing is deserialized to learn that a record is not wanted.
 *
 * @throws ConfigurationError where the pattern is malformed, naming the place in it; the message begins with `where`.
 */
export function compilePattern(pattern: unknown, where: string): ImageTest {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern) || Object.keys(pattern).length === 0) {
    throw unexpected(where, pattern, 'a pattern, such as { status: ["PAID"] }');
  }
  const tests = Object.entries(pattern).map(([name, spec]) =>
    name === '$or' ? compileOr(spec, `${where}.$or`) : compileAttribute(name, spec, joinPath(where, name)),
  );
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (image) => tests.every((test) => test(image));
}

function compileOr(patterns: unknown, where: string): ImageTest {
  if (!Array.isArray(patterns) || patterns.length === 0) throw unexpected(where, patterns, 'an array of patterns');
  const tests = patterns.map((pattern, index) => compilePattern(pattern, `${where}[${index}]`));
  return (image) => tests.some((test) => test(image));
}

function compileAttribute(name: string, spec: unknown, where: string): ImageTest {
  const read = attributeReader(name);
  const test = compileSpec(spec, where);
  return (image) => test(read(image));
}

function compileSpec(spec: unknown, where: string): ValueTest {
  if (Array.isArray(spec)) return compileMatchers(spec, where);
  if (typeof spec !== 'object' || spec === null || looksLikeMatcher(spec)) return compileMatcher(spec, where);
  return insideOf(compilePattern(spec, where));
}

/** What is no map has no attributes, which is what `exists: false` asks for. */
function insideOf(test: ImageTest): ValueTest {
  return function matches(value: AttributeValue | undefined): boolean {
    if (value?.L && value.L.length > 0) return value.L.some(matches);
    return test(value?.M ?? NOTHING);
  };
}

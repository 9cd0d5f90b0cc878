import { isObject, unexpected } from '../errors.js';
import { NOTHING } from '../records/images.js';
import { attributeReader, joinPath } from '../records/path.js';
import type { AttributeMap } from '../records/wire.js';
import { compileSome, ofElements, type ValueTest } from './combine.js';
import { compileMatchers, looksLikeMatcher } from './matcher.js';

/** A test of a wire image, a key, or the inside of a map. */
export type ImageTest = (image: AttributeMap) => boolean;

/**
 * Compiles a pattern to a test of the wire form, so that nothing is deserialized to learn that a record is not wanted.
 *
 * @throws ConfigurationError where the pattern is malformed, naming the place in it; the message begins with `where`.
 */
export function compilePattern(pattern: unknown, where: string): ImageTest {
  const entries = isObject(pattern) && !ArrayBuffer.isView(pattern) ? Object.entries(pattern) : [];
  if (entries.length === 0) throw unexpected(where, pattern, 'a pattern such as { status: ["PAID"] }');
  const tests = entries.map(([name, spec]): ImageTest => {
    const at = joinPath(where, name);
    if (name === '$or') return compileSome(spec, at, compilePattern);
    const read = attributeReader(name);
    const test = isObject(spec) && !looksLikeMatcher(spec) ? compileInside(spec, at) : compileMatchers(spec, at);
    return (image) => test(read(image));
  });
  return (image) => {
    for (const test of tests) if (!test(image)) return false;
    return true;
  };
}

/** What is no map has no attributes, which is what `exists: false` asks for. */
function compileInside(pattern: unknown, where: string): ValueTest {
  const test = compilePattern(pattern, where);
  return ofElements((value) => test(value?.M ?? NOTHING), where);
}

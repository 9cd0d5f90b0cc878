import { isObject } from '../errors.js';
import { joinPath } from '../records/path.js';
import { looksLikeMatcher, MATCHERS } from './matcher.js';

/** An attribute of a map, as it is read, that was probably meant to be something else. */
interface Misspelled {
  /** Where it stands in the pattern. */
  readonly where: string;
  readonly name: string;
  /** What is to be written for what is probably meant. */
  readonly expected: string;
}

/** What values are wrapped in on the wire, and in Lambda's own filters. */
const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);

/** Finds in a pattern that compiles what was probably meant as a matcher, or as Lambda's own filters have it. */
export function misspelledMatchers(pattern: unknown, where: string): Misspelled[] {
  if (Array.isArray(pattern)) return pattern.flatMap((one, index) => misspelledMatchers(one, `${where}[${index}]`));
  return Object.entries(isObject(pattern) ? pattern : {}).flatMap(([name, spec]) => {
    const at = joinPath(where, name);
    if (name === '$or') return misspelledMatchers(spec, at);
    if (!isObject(spec) || looksLikeMatcher(spec)) return [];
    const [first = '', ...others] = Object.keys(spec);
    const expected = others.length > 0 ? undefined : expectedFor(first, spec[first]);
    return expected ? [{ where: at, name: first, expected }] : misspelledMatchers(spec, at);
  });
}

/** For the only name in an object: a matcher has no other, and holds what it takes. */
function expectedFor(name: string, operand: unknown): string | undefined {
  if (TYPES.has(name)) return 'the value without its type, if that is what it is';
  const isMeant = (matcher: string) =>
    isAlmost(plain(name), plain(matcher)) && looksLikeMatcher({ [matcher]: operand });
  const matcher = [...MATCHERS.keys()].find(isMeant);
  return matcher && `${matcher} if it is a matcher`;
}

/** `anythingBut` and `Anything-But` mean the same. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** Whether two words differ in at most one letter, one that is missing, or two that changed places. */
function isAlmost(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(''));
}

import { isObject } from '../errors.js';
import { joinPath } from '../records/path.js';
import { looksLikeMatcher, MATCHERS } from './matcher.js';

/** A lone matcher, as it seems, whose name is none: so it is a pattern over an attribute of a map. */
interface Misspelled {
  /** Where it stands in the pattern. */
  readonly where: string;
  readonly name: string;
  /** The name that is probably meant. */
  readonly matcher: string;
}

/** Finds in a pattern that compiles what was probably meant as a matcher. */
export function misspelledMatchers(pattern: unknown, where: string): Misspelled[] {
  if (Array.isArray(pattern)) return pattern.flatMap((one, index) => misspelledMatchers(one, `${where}[${index}]`));
  return Object.entries(isObject(pattern) ? pattern : {}).flatMap(([name, spec]) => {
    const at = joinPath(where, name);
    if (name === '$or') return misspelledMatchers(spec, at);
    if (!isObject(spec) || looksLikeMatcher(spec)) return [];
    const meant = matcherMeant(spec);
    return meant ? [{ where: at, ...meant }] : misspelledMatchers(spec, at);
  });
}

/** A matcher is an object with one name; what it holds has to be what that matcher takes. */
function matcherMeant(spec: Readonly<Record<string, unknown>>): Pick<Misspelled, 'name' | 'matcher'> | undefined {
  const [[name, operand] = [''], ...others] = Object.entries(spec);
  if (others.length > 0) return undefined;
  const matcher = [...MATCHERS.keys()].find(
    (one) => isAlmost(plain(name), plain(one)) && looksLikeMatcher({ [one]: operand }),
  );
  return matcher === undefined ? undefined : { name, matcher };
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

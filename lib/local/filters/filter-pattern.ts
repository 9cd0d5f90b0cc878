import { isObject } from '../../errors.js';
import { InvalidFilterError } from './invalid-filter-error.js';
import { compileValuePattern, isReserved, type ValuePattern } from './value-pattern.js';

/** What a leaf of the pattern asks for, by its path: names joined with dots. All of it must hold. */
export type FilterRule = ReadonlyMap<string, readonly ValuePattern[]>;

/**
 * Parses a filter pattern into rules of which one must hold: each `$or` multiplies them.
 *
 * @throws InvalidFilterError where AWS would refuse it.
 */
export function parseFilterPattern(pattern: unknown): FilterRule[] {
  if (!isObject(pattern)) throw new InvalidFilterError('the pattern', 'a filter is an object');
  return inObject([new Map()], pattern, [], false);
}

/** How many combinations of alternatives EventBridge takes in a pattern; AWS tells no limit for filters of Lambda. */
const MAX_RULES = 1000;

function inObject(rules: FilterRule[], pattern: object, path: readonly string[], insideOr: boolean): FilterRule[] {
  const entries = Object.entries(pattern);
  const where = path.join('.') || 'the pattern';
  if (entries.length === 0) throw new InvalidFilterError(where, 'empty objects are not allowed');
  return entries.reduce((before, [name, value]) => {
    const inner = [...path, name];
    if (name === '$or') return inOr(before, value, path);
    if (insideOr && isReserved(name)) throw new InvalidFilterError(where, `${name} is reserved inside of $or`);
    if (Array.isArray(value)) return atLeaf(before, value, inner.join('.'));
    if (isObject(value)) return inObject(before, value, inner, insideOr);
    throw new InvalidFilterError(inner.join('.'), 'an object or an array is expected');
  }, rules);
}

function inOr(rules: FilterRule[], patterns: unknown, path: readonly string[]): FilterRule[] {
  const where = [...path, '$or'].join('.');
  if (!Array.isArray(patterns) || patterns.length < 2 || !patterns.every(isObject))
    throw new InvalidFilterError(where, 'an array of at least two objects is expected');
  const combined = patterns.flatMap((pattern) => inObject(rules, pattern, path, true));
  if (combined.length > MAX_RULES) throw new InvalidFilterError(where, `more than ${MAX_RULES} combinations of $or`);
  return combined;
}

function atLeaf(rules: FilterRule[], entries: readonly unknown[], path: string): FilterRule[] {
  if (entries.length === 0) throw new InvalidFilterError(path, 'empty arrays are not allowed');
  const values = entries.map((entry, index) => compileValuePattern(entry, `${path}[${index}]`));
  // Where a path comes twice, the later one counts, as in Amazon's own compiler.
  return rules.map((rule) => new Map([...rule, [path, values]]));
}

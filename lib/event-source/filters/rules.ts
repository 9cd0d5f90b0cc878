import { isObject } from '../../errors.js';
import type { Fragment } from './fragment.js';

/** What is asked of each path, by names joined with dots: what Lambda makes of a pattern for every way through its `$or`. */
type Rule = ReadonlyMap<string, readonly unknown[]>;

/**
 * Whether Amazon's matcher reads a pattern as it is written. It takes a rule that asks for the same paths as one before,
 * and at each of them for a value that the other asks for, too, for a repetition, and leaves it out. And of two questions
 * about one path, which a dot in a name can make, it takes the last, or refuses the pattern.
 */
export function isReadAsWritten(fragment: Fragment): boolean {
  const rules = rulesOf(fragment, [new Map()], '');
  if (rules === undefined) return false;
  const byPaths = new Map<string, Rule[]>();
  return rules.every((rule) => {
    const paths = JSON.stringify([...rule.keys()].sort());
    const before = byPaths.get(paths) ?? [];
    byPaths.set(paths, [...before, rule]);
    return !before.some((other) => seemsRepeated(rule, other)) || before.some((other) => isWithin(rule, other));
  });
}

/** `undefined` where a path is asked about twice. */
function rulesOf(fragment: Fragment, before: readonly Rule[], at: string): readonly Rule[] | undefined {
  return Object.entries(fragment).reduce<readonly Rule[] | undefined>((rules, [field, value]) => {
    if (rules === undefined) return undefined;
    if (field === '$or' && Array.isArray(value)) {
      const alternatives = value.map((each) => rulesOf(each, rules, at));
      return alternatives.some((each) => each === undefined) ? undefined : alternatives.flatMap((each) => each ?? []);
    }
    const path = `${at}.${field}`;
    if (isObject(value)) return rulesOf(value, rules, path);
    if (!Array.isArray(value) || rules.some((rule) => rule.has(path))) return undefined;
    return rules.map((rule) => new Map([...rule, [path, value]]));
  }, before);
}

function seemsRepeated(rule: Rule, other: Rule): boolean {
  return [...rule].every(([path, values]) => {
    const others = (other.get(path) ?? []).map(identity);
    return values.some((value) => others.includes(identity(value)));
  });
}

function isWithin(narrow: Rule, wide: Rule): boolean {
  return [...narrow].every(([path, values]) => {
    const others = (wide.get(path) ?? []).map((value) => JSON.stringify(value));
    return values.every((value) => others.includes(JSON.stringify(value)));
  });
}

/** What is the same to Amazon's matcher. An IP address can be written in several ways, so any two could be one. */
function identity(value: unknown): string {
  if (typeof value === 'string' && /^(\d+(\.\d+){3}|[\da-f:]*:[\da-f:]*)$/i.test(value)) return 'an IP address';
  if (!isObject(value) || !Array.isArray(value['anything-but'])) return JSON.stringify(value);
  return JSON.stringify([...new Set(value['anything-but'].map((one) => JSON.stringify(one)))].sort());
}

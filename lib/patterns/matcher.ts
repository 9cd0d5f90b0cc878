import { isObject, unexpected } from '../errors.js';
import { compareNumbers, sameNumber } from '../records/decimal.js';
import { elementsOf } from '../records/elements.js';
import type { AttributeValue } from '../records/wire.js';
import { TEXT_MATCHERS } from './text.js';

/** A test of the value that an attribute has, `undefined` where the item lacks it. */
export type ValueTest = (value: AttributeValue | undefined) => boolean;

/** A test of one value: no list and no set, and never missing. */
type ScalarTest = (value: AttributeValue) => boolean;

const COMPARISONS: ReadonlyMap<unknown, (order: number) => boolean> = new Map([
  ['=', (order: number) => order === 0],
  ['<', (order: number) => order < 0],
  ['<=', (order: number) => order <= 0],
  ['>', (order: number) => order > 0],
  ['>=', (order: number) => order >= 0],
]);

/** One matcher, or several of which one must match. @throws ConfigurationError beginning with `where` */
export function compileMatchers(matchers: unknown, where: string): ValueTest {
  if (!Array.isArray(matchers)) return compileMatcher(matchers, where);
  if (matchers.length === 0) throw unexpected(where, matchers, 'at least one matcher');
  const tests = matchers.map((matcher, index) => compileMatcher(matcher, `${where}[${index}]`));
  return (value) => tests.some((test) => test(value));
}

/** Whether an object that stands where an attribute's matchers are expected is one, rather than a nested pattern. */
export function looksLikeMatcher(value: Readonly<Record<string, unknown>>): boolean {
  // AWS puts every matcher into an array, and so tells it from an attribute of that name. Without the array what
  // decides is the operand: the name of a matcher with what it takes is that matcher.
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([name, operand]) => takes(name, operand));
}

function takes(name: string, operand: unknown): boolean {
  // A misspelled operator is none of a nested attribute's values.
  if (name === 'numeric') return !isObject(operand) && /^[=<>!~]+$/.test(String([operand].flat()[0]));
  return name === 'anything-but' || ((name === 'exists' || TEXT_MATCHERS.has(name)) && typeof operand !== 'object');
}

function compileMatcher(matcher: unknown, where: string): ValueTest {
  const keys = isObject(matcher) ? Object.keys(matcher) : [''];
  if (keys.length !== 1) throw unexpected(where, matcher, 'a matcher with one key; several stand in an array');
  if (isObject(matcher) && 'exists' in matcher) {
    const { exists } = matcher;
    if (typeof exists !== 'boolean') throw unexpected(`${where}.exists`, exists, 'true or false');
    return (value) => (value != null) === exists;
  }
  const test = compileScalar(matcher, where);
  // Lists and sets match if one element does, and so do the lists within lists.
  return function matches(value): boolean {
    const elements = value && elementsOf(value);
    return elements ? elements.some(matches) : value != null && test(value);
  };
}

function compileScalar(matcher: unknown, where: string): ScalarTest {
  if (!isObject(matcher)) return compileLiteral(matcher, where);
  const [name = ''] = Object.keys(matcher);
  const operand = matcher[name];
  const at = `${where}.${name}`;
  if (name === 'numeric') return compileNumeric(operand, at);
  if (name === 'anything-but') return compileAnythingBut(operand, at);
  return compileText(name, operand, where);
}

function compileLiteral(literal: unknown, where: string): ScalarTest {
  switch (typeof literal) {
    case 'string':
      return ({ S }) => S === literal;
    case 'boolean':
      return ({ BOOL }) => BOOL === literal;
    case 'number':
    case 'bigint': {
      const text = numberText(literal, where);
      return ({ N }) => N !== undefined && sameNumber(N, text);
    }
  }
  if (literal === null) return ({ NULL }) => NULL !== undefined;
  throw unexpected(where, literal, 'a string, a number, a bigint, a boolean, null or a matcher');
}

function compileText(name: string, operand: unknown, where: string): ScalarTest {
  const compile = TEXT_MATCHERS.get(name);
  if (compile === undefined) {
    throw unexpected(where, name, 'prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric or exists');
  }
  const test = typeof operand === 'string' ? compile(operand) : undefined;
  if (test === undefined) throw unexpected(`${where}.${name}`, operand, 'text, without ** or a lone \\');
  return ({ S }) => S !== undefined && test(S);
}

function compileAnythingBut(operand: unknown, where: string): ScalarTest {
  const excluded = isObject(operand)
    ? Object.entries(operand).map(([name, text]) => compileText(name, text, where))
    : [operand].flat().map((literal) => compileLiteral(literal, where));
  if (excluded.length === 0) throw unexpected(where, operand, 'at least one value');
  return (value) => !excluded.some((test) => test(value));
}

function compileNumeric(operand: unknown, where: string): ScalarTest {
  const range: unknown[] = Array.isArray(operand) ? operand : [];
  if (range.length !== 2 && range.length !== 4) throw unexpected(where, operand, 'one or two comparisons');
  const [operator, limit, ...rest] = range;
  const accepts = COMPARISONS.get(operator);
  if (accepts === undefined) throw unexpected(where, operator, 'one of =, <, <=, >, >=');
  const text = numberText(limit, where);
  const others = rest.length === 0 ? undefined : compileNumeric(rest, where);
  return (value) => value.N !== undefined && accepts(compareNumbers(value.N, text)) && (others?.(value) ?? true);
}

function numberText(value: unknown, where: string): string {
  if (typeof value === 'bigint' || Number.isFinite(value)) return String(value);
  throw unexpected(where, value, 'a finite number');
}

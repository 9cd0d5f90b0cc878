import { unexpected } from '../errors.js';
import { compareNumbers, sameNumber } from '../records/decimal.js';
import type { AttributeValue } from '../records/wire.js';
import type { Literal } from './pattern.js';
import { TEXT_MATCHERS, type TextTest } from './text.js';

/** A test of the value that an attribute has, `undefined` where the item lacks it. */
export type ValueTest = (value: AttributeValue | undefined) => boolean;

/** A test of one value: no list and no set, and never missing. */
type ScalarTest = (value: AttributeValue) => boolean;

const MATCHERS = 'prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric or exists';

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** The matchers of one attribute, of which one must match. @throws ConfigurationError beginning with `where` */
export function compileMatchers(matchers: readonly unknown[], where: string): ValueTest {
  if (matchers.length === 0) throw unexpected(where, matchers, 'at least one matcher');
  const tests = matchers.map((matcher, index) => compileMatcher(matcher, `${where}[${index}]`));
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (value) => tests.some((test) => test(value));
}

/** One matcher. @throws ConfigurationError beginning with `where` */
export function compileMatcher(matcher: unknown, where: string): ValueTest {
  if (isLiteral(matcher)) return anyElement(compileLiteral(matcher, where));
  if (typeof matcher !== 'object' || matcher === null || Array.isArray(matcher)) {
    throw unexpected(where, matcher, `a literal (string, number, bigint, boolean, null) or one of ${MATCHERS}`);
  }
  const [[name, operand] = ['', undefined], ...others] = Object.entries(matcher);
  if (others.length > 0)
    throw unexpected(where, matcher, `a matcher with one key; several are written one after another`);
  const at = `${where}.${name}`;
  if (name === 'exists') return compileExists(operand, at);
  if (name === 'numeric') return anyElement(compileNumeric(operand, at));
  if (name === 'anything-but') return anyElement(compileAnythingBut(operand, at));
  const text = compileText(name, operand, at);
  if (text === undefined) throw unexpected(where, matcher, `one of the matchers ${MATCHERS}`);
  return anyElement(onText(text));
}

/** Whether an object that stands where an attribute's matchers are expected is a matcher, rather than a nested pattern. */
export function looksLikeMatcher(value: object): boolean {
  const entries = Object.entries(value);
  // AWS puts every matcher into an array, and so tells it from an attribute of that name. Without the array what
  // decides is the operand: the name of a matcher with what it takes is that matcher.
  return entries.length > 0 && entries.every(([name, operand]) => takes(name, operand));
}

function takes(name: string, operand: unknown): boolean {
  if (name === 'anything-but') return true;
  if (name === 'numeric') return Array.isArray(operand) && typeof operand[0] === 'string' && operand[0] in COMPARISONS;
  return (name === 'exists' || Object.hasOwn(TEXT_MATCHERS, name)) && (typeof operand !== 'object' || operand === null);
}

function isLiteral(value: unknown): value is Literal {
  return value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

function compileLiteral(literal: Literal, where: string): ScalarTest {
  if (literal === null) return (value) => value.NULL !== undefined;
  if (typeof literal === 'string') return (value) => value.S === literal;
  if (typeof literal === 'boolean') return (value) => value.BOOL === literal;
  const text = numberText(literal, where);
  return (value) => value.N !== undefined && sameNumber(value.N, text);
}

function compileExists(operand: unknown, where: string): ValueTest {
  if (typeof operand !== 'boolean') throw unexpected(where, operand, 'true or false');
  return (value) => (value != null) === operand;
}

function compileNumeric(operand: unknown, where: string): ScalarTest {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw unexpected(where, operand, "one comparison or two, such as ['>', 0, '<=', 5]");
  }
  const tests: ((text: string) => boolean)[] = [];
  for (let i = 0; i < operand.length; i += 2) {
    const accepts = typeof operand[i] === 'string' ? COMPARISONS[operand[i]] : undefined;
    if (accepts === undefined) throw unexpected(`${where}[${i}]`, operand[i], 'one of =, <, <=, >, >=');
    const limit = numberText(operand[i + 1], `${where}[${i + 1}]`);
    tests.push((text) => accepts(compareNumbers(text, limit)));
  }
  return ({ N }) => N !== undefined && tests.every((test) => test(N));
}

function compileAnythingBut(operand: unknown, where: string): ScalarTest {
  const excluded = compileExcluded(operand, where);
  return (value) => !excluded.some((test) => test(value));
}

function compileExcluded(operand: unknown, where: string): ScalarTest[] {
  if (isLiteral(operand)) return [compileLiteral(operand, where)];
  if (Array.isArray(operand) && operand.length > 0 && operand.every(isLiteral)) {
    return operand.map((literal, index) => compileLiteral(literal, `${where}[${index}]`));
  }
  const [[name, text] = ['', undefined], ...others] =
    typeof operand === 'object' && operand !== null ? Object.entries(operand) : [];
  const test = others.length === 0 ? compileText(name, text, `${where}.${name}`) : undefined;
  if (test !== undefined) return [onText(test)];
  throw unexpected(where, operand, 'literals, or an object with prefix, suffix, wildcard or equals-ignore-case');
}

function compileText(name: string, operand: unknown, where: string): TextTest | undefined {
  const compile = Object.hasOwn(TEXT_MATCHERS, name) ? TEXT_MATCHERS[name] : undefined;
  if (compile === undefined) return undefined;
  if (typeof operand !== 'string') throw unexpected(where, operand, 'a string');
  const test = compile(operand);
  if (test === undefined) throw unexpected(where, operand, 'no ** and no backslash but in \\* and \\\\');
  return test;
}

function onText(test: TextTest): ScalarTest {
  return ({ S }) => S !== undefined && test(S);
}

/** Lists and sets match if one element does, and so do the lists within lists. */
function anyElement(test: ScalarTest): ValueTest {
  return function matches(value): boolean {
    if (value == null) return false;
    if (value.L) return value.L.some(matches);
    if (value.SS) return value.SS.some((S) => test({ S }));
    if (value.NS) return value.NS.some((N) => test({ N }));
    if (value.BS) return value.BS.some((B) => test({ B }));
    return test(value);
  };
}

function numberText(value: unknown, where: string): string {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  throw unexpected(where, value, 'a finite number');
}

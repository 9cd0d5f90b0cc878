import { isObject, unexpected } from '../errors.js';
import { compareNumbers, sameNumber } from '../records/decimal.js';
import { elementsOf } from '../records/elements.js';
import { type Compile, compileOneOrSome, ofElements, oneOf, type ValueTest } from './combine.js';
import { TEXT_MATCHERS } from './text.js';

export const MATCHERS: ReadonlyMap<string, Compile> = new Map([
  ...TEXT_MATCHERS,
  ['anything-but', compileAnythingBut],
  ['numeric', compileNumeric],
  ['exists', compileExists],
]);

const COMPARISONS: ReadonlyMap<unknown, (order: number) => boolean> = new Map([
  ['=', (order: number) => order === 0],
  ['<', (order: number) => order < 0],
  ['<=', (order: number) => order <= 0],
  ['>', (order: number) => order > 0],
  ['>=', (order: number) => order >= 0],
]);

/** One of the `matchers` or a literal, or several of which one must match. @throws ConfigurationError beginning with `where` */
export function compileMatchers(written: unknown, where: string, matchers = MATCHERS): ValueTest {
  const compile: Compile = (matcher, at) => compileMatcher(matcher, at, matchers);
  return ofElements(compileOneOrSome(written, where, compile), where);
}

/** Whether an object that stands where an attribute's matchers are expected is one, rather than a nested pattern. */
export function looksLikeMatcher(value: Readonly<Record<string, unknown>>): boolean {
  // AWS puts every matcher into an array, and so tells it from an attribute of that name. Without the array what
  // decides is the operand: the name of a matcher with what it takes is that matcher.
  return Object.entries(value).every(([name, operand]) => {
    // A misspelled operator is none of a nested attribute's values.
    if (name === 'numeric') return /^[=<>!~]+$/.test(Object(operand)[0]);
    return name === 'anything-but' || (MATCHERS.has(name) && typeof operand !== 'object');
  });
}

function compileMatcher(matcher: unknown, where: string, matchers: typeof MATCHERS): ValueTest {
  if (!isObject(matcher)) return compileLiteral(matcher, where);
  // Several names in a row are no matcher's name.
  const name = Object.keys(matcher).join();
  const compile = matchers.get(name);
  if (!compile) throw unexpected(where, matcher, `one of ${[...matchers.keys()].join(', ')}`);
  // What is excluded may be several, as EventBridge has it.
  const compileOperand = matchers === MATCHERS ? compile : compileOneOrSome;
  return compileOperand(matcher[name], `${where}.${name}`, compile);
}

function compileLiteral(literal: unknown, where: string): ValueTest {
  if (typeof literal === 'string') return (value) => value?.S === literal;
  if (typeof literal === 'boolean') return (value) => value?.BOOL === literal;
  if (literal === null) return (value) => value?.NULL !== undefined;
  const text = numberText(literal, where, 'a literal or a matcher');
  return (value) => value?.N !== undefined && sameNumber(value.N, text);
}

/** Excludes literals and matchers of text; of numbers and absence Lambda's own filters could not say it. */
function compileAnythingBut(excluded: unknown, where: string): ValueTest {
  const test = compileMatchers(excluded, where, TEXT_MATCHERS);
  // What has elements or attributes is no value that could be anything: to Lambda it is none at all.
  return (value) => value != null && !value.M && !elementsOf(value) && !test(value);
}

function compileNumeric(range: unknown, where: string): ValueTest {
  const [operator, limit, ...rest] = [range].flat();
  const accepts = COMPARISONS.get(operator);
  if (!accepts || rest.length > 2) throw unexpected(where, operator, 'one or two of =, <, <=, >, >=');
  const text = numberText(limit, where, `a finite number after ${operator}`);
  const others = rest.length > 0 ? compileNumeric(rest, where) : undefined;
  return (value) => value?.N !== undefined && accepts(compareNumbers(value.N, text)) && (!others || others(value));
}

function numberText(value: unknown, where: string, expected: string): string {
  if (typeof value === 'bigint' || Number.isFinite(value)) return String(value);
  throw unexpected(where, value, expected);
}

function compileExists(exists: unknown, where: string): ValueTest {
  const asked = oneOf(true, false)(exists, where);
  return (value) => asked(value != null);
}

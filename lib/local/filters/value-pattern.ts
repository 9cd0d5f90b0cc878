import { BlockList, isIP } from 'node:net';
import { isObject } from '../../errors.js';
import { endsIgnoringCase, hasSuffixIgnoringCase } from './ignore-case.js';
import { InvalidFilterError } from './invalid-filter-error.js';
import { parseWildcard } from './wildcard.js';

/** What stands at the leaves of an event. */
export type Scalar = string | number | boolean | null;

export type ScalarTest = (value: Scalar) => boolean;

/** One entry of a leaf's array: a test of the values that are there, or the wish that there be none. */
export type ValuePattern = ScalarTest | 'absent';

type Compile = (operand: unknown, where: string) => ValuePattern;

const onText =
  (test: (text: string) => boolean): ScalarTest =>
  (value) =>
    typeof value === 'string' && test(value);

const MATCHERS: ReadonlyMap<string, Compile> = new Map<string, Compile>([
  ['exactly', (operand, where) => equals(text(operand, where))],
  ['prefix', (operand, where) => prefix(operand, where)],
  ['suffix', (operand, where) => suffix(operand, where)],
  ['equals-ignore-case', (operand, where) => ignoringCase(text(operand, where))],
  ['wildcard', (operand, where) => onText(parseWildcard(text(operand, where), where))],
  ['numeric', numeric],
  ['anything-but', anythingBut],
  ['exists', exists],
  ['cidr', cidr],
]);

/** What `anything-but` can be said of besides literals. An empty prefix or suffix would exclude everything. */
const EXCLUSIONS: ReadonlyMap<string, (operand: string, where: string) => ScalarTest> = new Map<
  string,
  (operand: string, where: string) => ScalarTest
>([
  ['prefix', (operand, where) => prefix(notEmpty(operand, where), where)],
  ['suffix', (operand, where) => suffix(notEmpty(operand, where), where)],
  ['equals-ignore-case', ignoringCase],
  ['wildcard', (operand, where) => onText(parseWildcard(operand, where))],
]);

/** Names that event-ruler keeps for matchers that may come. */
const KEPT = new Set([
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/** Whether this is the name of a match expression, or kept for one; inside of `$or` it cannot be that of a field. */
export function isReserved(name: string): boolean {
  return MATCHERS.has(name) || KEPT.has(name);
}

/** Compiles one entry of a leaf's array. @throws InvalidFilterError */
export function compileValuePattern(entry: unknown, where: string): ValuePattern {
  if (entry === null || typeof entry === 'boolean' || typeof entry === 'number') return equals(entry);
  if (typeof entry === 'string') {
    const version = isIP(entry);
    return version === 0 ? equals(entry) : inBlock(entry, version === 4 ? 32 : 128);
  }
  const [name, operand] = onlyEntry(entry, where);
  const compile = MATCHERS.get(name);
  if (compile === undefined) throw new InvalidFilterError(where, `unrecognized match type ${name}`);
  return compile(operand, `${where}.${name}`);
}

/** The name and the operand of a match expression, which has one key. */
function onlyEntry(expression: unknown, where: string): [string, unknown] {
  const entries = typeof expression === 'object' && expression !== null ? Object.entries(expression) : [];
  const [first] = entries;
  if (Array.isArray(expression) || first === undefined || entries.length > 1)
    throw new InvalidFilterError(
      where,
      'a match value is a string, a number, true, false, null or one match expression',
    );
  return first;
}

function equals(literal: Scalar): ScalarTest {
  return (value) => value === literal;
}

function ignoringCase(literal: string): ScalarTest {
  return onText((value) => endsIgnoringCase(value, literal).includes(value.length));
}

function prefix(operand: unknown, where: string): ScalarTest {
  if (typeof operand === 'string') return onText((value) => value.startsWith(operand));
  const start = ignoringCaseIn(operand, where);
  return onText((value) => endsIgnoringCase(value, start).length > 0);
}

function suffix(operand: unknown, where: string): ScalarTest {
  if (typeof operand === 'string') return onText((value) => value.endsWith(operand));
  const end = ignoringCaseIn(operand, where);
  return onText((value) => hasSuffixIgnoringCase(value, end));
}

/** The text in `{ 'equals-ignore-case': text }`. */
function ignoringCaseIn(operand: unknown, where: string): string {
  const [name, inner] = onlyEntry(operand, where);
  if (name !== 'equals-ignore-case') throw new InvalidFilterError(where, `unsupported pattern ${name}`);
  return text(inner, where);
}

function exists(operand: unknown, where: string): ValuePattern {
  if (operand === true) return () => true;
  if (operand === false) return 'absent';
  throw new InvalidFilterError(where, 'exists takes true or false');
}

function anythingBut(operand: unknown, where: string): ScalarTest {
  const excluded = isObject(operand) ? excludedTexts(operand, where) : excludedLiterals([operand].flat(), where);
  return (value) => !excluded.some((test) => test(value));
}

function excludedTexts(operand: object, where: string): ScalarTest[] {
  const [name, texts] = onlyEntry(operand, where);
  const compile = EXCLUSIONS.get(name);
  if (compile === undefined) throw new InvalidFilterError(where, `unsupported anything-but pattern ${name}`);
  const excluded = [texts].flat();
  if (excluded.length === 0) throw new InvalidFilterError(where, 'empty arrays are not allowed');
  return excluded.map((one) => compile(text(one, where), where));
}

function excludedLiterals(literals: readonly unknown[], where: string): ScalarTest[] {
  const types = new Set(literals.map((literal) => typeof literal));
  const [type] = types;
  if (types.size !== 1 || (type !== 'string' && type !== 'number'))
    throw new InvalidFilterError(where, 'anything-but takes strings or numbers, not both');
  return literals.map((literal) => (value) => value === literal);
}

function numeric(operand: unknown, where: string): ScalarTest {
  const invalid = () =>
    new InvalidFilterError(
      where,
      'numeric takes ["=", n], one of <, <=, >, >= with a number, or a range from > or >= to < or <=, its lower end first',
    );
  if (!Array.isArray(operand)) throw invalid();
  const [operator, limit, upperOperator, upperLimit] = operand;
  const tests = [[operator, limit], ...(operand.length > 2 ? [[upperOperator, upperLimit]] : [])];
  const isRange =
    /^>/.test(String(operator)) && /^</.test(String(upperOperator)) && operand.length === 4 && limit < upperLimit;
  if (operand.length !== 2 && !isRange) throw invalid();
  const accepts = tests.map(([comparison, bound]) => {
    const compare = COMPARISONS.get(comparison);
    if (compare === undefined || typeof bound !== 'number') throw invalid();
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === 'number' && accepts.every((test) => test(value));
}

const COMPARISONS: ReadonlyMap<unknown, (value: number, bound: number) => boolean> = new Map([
  ['=', (value: number, bound: number) => value === bound],
  ['<', (value: number, bound: number) => value < bound],
  ['<=', (value: number, bound: number) => value <= bound],
  ['>', (value: number, bound: number) => value > bound],
  ['>=', (value: number, bound: number) => value >= bound],
]);

/** A block of addresses such as `10.0.0.0/24`; one of a single address is refused. */
function cidr(operand: unknown, where: string): ScalarTest {
  const [address = '', bits = '', ...rest] = text(operand, where).split('/');
  const longest = isIP(address) === 4 ? 31 : 127;
  if (isIP(address) === 0 || rest.length > 0 || !/^\d+$/.test(bits) || Number(bits) > longest)
    throw new InvalidFilterError(where, `a block of IP addresses with a mask of 0 to ${longest} bits is expected`);
  return inBlock(address, Number(bits));
}

function inBlock(address: string, bits: number): ScalarTest {
  const version = isIP(address);
  const block = new BlockList();
  block.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  return onText((value) => isIP(value) === version && block.check(value, version === 4 ? 'ipv4' : 'ipv6'));
}

function text(operand: unknown, where: string): string {
  if (typeof operand === 'string') return operand;
  throw new InvalidFilterError(where, 'a string is expected');
}

function notEmpty(operand: string, where: string): string {
  if (operand !== '') return operand;
  throw new InvalidFilterError(where, 'an empty prefix or suffix is not allowed');
}

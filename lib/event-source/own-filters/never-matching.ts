import { isObject } from '../../errors.js';
import { compileValuePattern } from '../../local/filters/value-pattern.js';
import { isInImage, type Leaf, leafAt } from './record-shape.js';

/** A place in a filter that was hardly meant so. */
export interface Mistake {
  /** The place, names joined with dots. */
  readonly at: string;
  readonly reason: string;
}

interface LeafPattern {
  readonly path: string;
  readonly values: readonly unknown[];
}

/** Finds in a filter that compiles what no record can have. */
export function mistakesIn(filter: object): Mistake[] {
  // In a mapping of a Kinesis data stream, the record stands in `data`, and beside it are Kinesis' own fields.
  const inData = Object.hasOwn(filter, 'data') ? Reflect.get(filter, 'data') : undefined;
  if (isObject(inData)) return mistakesIn(inData).map((mistake) => ({ ...mistake, at: `data.${mistake.at}` }));
  return [...leavesOf(filter, '').flatMap(mistakesOfLeaf), ...mistakesOfEvents(filter)];
}

/** All leaves, those of alternatives too. */
function leavesOf(pattern: object, at: string): LeafPattern[] {
  return Object.entries(pattern).flatMap(([name, inner]): LeafPattern[] => {
    const path = at === '' ? name : `${at}.${name}`;
    if (name === '$or' && Array.isArray(inner)) return inner.filter(isObject).flatMap((each) => leavesOf(each, at));
    if (Array.isArray(inner)) return [{ path, values: inner }];
    return isObject(inner) ? leavesOf(inner, path) : [];
  });
}

function mistakesOfLeaf({ path, values }: LeafPattern): Mistake[] {
  const leaf = leafAt(path);
  if (leaf === undefined) return [mistakeOfPath(path, values)];
  const never = values.filter((value) => !canMatch(value, leaf));
  // Of few values each counts: one that is misspelled is one whose records are missed. Else one that matches will do.
  const isWrong = never.length === values.length || (leaf.values !== undefined && never.length > 0);
  return isWrong ? [{ at: path, reason: `${written(never)} never matches: ${expected(leaf)}` }] : [];
}

function mistakeOfPath(at: string, values: readonly unknown[]): Mistake {
  const why = isInImage(at)
    ? 'an attribute has its type around its value, as in { "status": { "S": ["PAID"] } }'
    : 'no record has such a field: a pattern begins with eventName, userIdentity or dynamodb';
  return { at, reason: `${values.some(isAbsence) ? 'exists: false holds for every record' : 'never matches'}: ${why}` };
}

function canMatch(value: unknown, leaf: Leaf): boolean {
  if (isObject(value) && 'exists' in value) return true;
  if (leaf.values) {
    const test = compileValuePattern(value, '');
    return test !== 'absent' && leaf.values.some(test);
  }
  if (leaf.kind === 'number') return typeof value === 'number' || (isObject(value) && !isOfText(value));
  if (isObject(value)) return !('numeric' in value);
  if (leaf.kind === 'number text') return typeof value === 'string' && IS_NUMBER.test(value);
  // Where nobody has signed a deletion, a Kinesis payload says null.
  return typeof value === 'string' || value === null;
}

/** DynamoDB's own form: no exponent, and no zero that says nothing. */
const IS_NUMBER = /^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/;

function isOfText(value: Readonly<Record<string, unknown>>): boolean {
  return ['prefix', 'suffix', 'wildcard', 'equals-ignore-case', 'cidr', 'exactly'].some((name) => name in value);
}

function expected({ kind, values }: Leaf): string {
  if (values) return `it is one of ${values.join(', ')}`;
  if (kind === 'number text')
    return 'a number is text there, in the digits in which DynamoDB writes it, as in { "N": ["5"] }; numeric never matches text';
  return kind === 'number' ? 'it is a number' : 'it is text';
}

function written(values: readonly unknown[]): string {
  return values
    .map((value) => JSON.stringify(value))
    .join(', ')
    .slice(0, 80);
}

/** An INSERT has no old image, and a REMOVE no new one. */
function mistakesOfEvents(pattern: object): Mistake[] {
  const leaves = leavesOf(withoutOr(pattern), '');
  const ofName = leaves.find(({ path }) => path === 'eventName')?.values.map((value) => compileValuePattern(value, ''));
  const asked = ['INSERT', 'MODIFY', 'REMOVE'].filter(
    (name) => !ofName || ofName.some((test) => test !== 'absent' && test(name)),
  );
  const needs = (image: string) =>
    leaves.some(({ path, values }) => path.startsWith(`dynamodb.${image}.`) && !values.some(isAbsence));
  const lacks = (name: string) => (name === 'INSERT' && needs('OldImage')) || (name === 'REMOVE' && needs('NewImage'));
  if (asked.length === 0 || !asked.every(lacks)) return [];
  return [{ at: 'dynamodb', reason: 'never matches: an INSERT has no OldImage, and a REMOVE no NewImage' }];
}

function isAbsence(value: unknown): boolean {
  return isObject(value) && value.exists === false;
}

/** What holds in any case: without the alternatives. */
function withoutOr(pattern: object): object {
  const entries = Object.entries(pattern).filter(([name]) => name !== '$or');
  return Object.fromEntries(entries.map(([name, inner]) => [name, isObject(inner) ? withoutOr(inner) : inner]));
}

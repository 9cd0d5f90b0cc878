import { isObject } from '../../errors.js';
import { numberText } from '../../records/number-text.js';

/** The types of values that are one leaf of the event that filters see. */
export const SCALAR_TYPES = ['S', 'N', 'B', 'BOOL', 'NULL'] as const;
export type ScalarType = (typeof SCALAR_TYPES)[number];

/** What one of the values in a leaf of a Lambda pattern can be. */
export type LeafValue = string | number | boolean | Readonly<Record<string, unknown>>;

/** What the matchers of one attribute accept, in Lambda's language. */
export interface Leaf {
  /** By the type of the value, whatever else is said of it. */
  readonly accepts: ReadonlyMap<ScalarType, readonly LeafValue[]>;
  /** An item without the attribute is accepted, too. */
  readonly orAbsent: boolean;
}

/** Is told what a filter cannot say. */
export type Widen = (reason: string) => void;

export const PRESENT: LeafValue = { exists: true };
export const ABSENT: LeafValue = { exists: false };

/** What a single matcher accepts: values of some types, or nothing that Lambda could ask for. */
type Accepted = readonly (readonly [ScalarType, LeafValue])[] | 'absent' | 'anything';

/** Translates the matchers of an attribute, which are known to be sound; `undefined` where Lambda cannot ask for any. */
export function leafOf(written: unknown, widen: Widen): Leaf | undefined {
  const accepted = [written].flat().map((matcher) => acceptedBy(matcher, widen));
  if (accepted.includes('anything')) return undefined;
  const accepts = new Map<ScalarType, LeafValue[]>();
  for (const [type, value] of accepted.flatMap((each) => (typeof each === 'string' ? [] : each)))
    accepts.set(type, [...(accepts.get(type) ?? []), value]);
  return { accepts: simplified(accepts), orAbsent: accepted.includes('absent') };
}

/** What either of two leaves accepts. */
export function eitherLeaf(a: Leaf, b: Leaf): Leaf {
  const types = SCALAR_TYPES.filter((type) => a.accepts.has(type) || b.accepts.has(type));
  const accepts = types.map(
    (type) => [type, [...(a.accepts.get(type) ?? []), ...(b.accepts.get(type) ?? [])]] as const,
  );
  return { accepts: simplified(new Map(accepts)), orAbsent: a.orAbsent || b.orAbsent };
}

function simplified(accepts: ReadonlyMap<ScalarType, readonly LeafValue[]>): Leaf['accepts'] {
  return new Map(
    Array.from(accepts, ([type, values]) => {
      const isAny = values.some((value) => isObject(value) && value.exists === true);
      return [type, isAny ? [PRESENT] : withoutRepeats(values)];
    }),
  );
}

function withoutRepeats(values: readonly LeafValue[]): LeafValue[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function acceptedBy(matcher: unknown, widen: Widen): Accepted {
  if (!isObject(matcher)) return [literal(matcher)];
  const [[name, operand] = ['', undefined]] = Object.entries(matcher);
  switch (name) {
    case 'exists':
      if (operand === false) return 'absent';
      widen('Lambda cannot ask for an attribute whatever its type');
      return 'anything';
    case 'anything-but':
      return anythingBut([operand].flat(), widen);
    case 'numeric':
      return [['N', numeric([operand].flat(), widen)]];
    default:
      return [['S', text(name, String(operand), widen)]];
  }
}

function literal(value: unknown): readonly [ScalarType, LeafValue] {
  if (typeof value === 'string') return ['S', value];
  if (typeof value === 'boolean') return ['BOOL', value];
  // DynamoDB has one null, which it writes as true.
  return typeof value === 'number' || typeof value === 'bigint' ? ['N', numberText(value)] : ['NULL', PRESENT];
}

function numeric([operator, limit, ...rest]: readonly unknown[], widen: Widen): LeafValue {
  if (operator === '=' && rest.length === 0 && (typeof limit === 'number' || typeof limit === 'bigint'))
    return numberText(limit);
  widen('Lambda compares numbers as text, so every number passes');
  return PRESENT;
}

/** Lambda documents equality, prefixes, suffixes and their like; a wildcard it refuses when the mapping is made. */
function text(name: string, operand: string, widen: Widen): LeafValue {
  if (name === 'wildcard') return wildcard(operand, widen);
  if (operand === '') return name === 'equals-ignore-case' ? '' : PRESENT;
  // Beyond ASCII, what is the same letter in another case is not for two languages to agree on.
  if (name === 'equals-ignore-case' && /[^\0-\x7f]/.test(operand)) {
    widen('cases beyond ASCII are left to the handler, so every text passes');
    return PRESENT;
  }
  if (HALF_A_CHARACTER.test(operand)) {
    widen('Lambda reads whole characters only, so every text passes');
    return PRESENT;
  }
  return { [name]: operand };
}

/** One of the two that JavaScript writes a character beyond U+FFFF with. No text in a table has it alone. */
const HALF_A_CHARACTER = /\p{Surrogate}/u;

function wildcard(pattern: string, widen: Widen): LeafValue {
  const parts = [''];
  for (const [token] of pattern.matchAll(/\\[*\\]|./gs)) {
    if (token === '*') parts.push('');
    else parts[parts.length - 1] += token.slice(-1);
  }
  const [first = '', ...inner] = parts;
  const last = inner.pop();
  if (last === undefined) return first;
  if (inner.length > 0 || (first !== '' && last !== ''))
    widen('Lambda has no wildcard, so of a text only its beginning or its end is looked at');
  if (first !== '') return text('prefix', first, widen);
  return text('suffix', last, widen);
}

function anythingBut(excluded: readonly unknown[], widen: Widen): Accepted {
  const literals = excluded.filter((one) => !isObject(one) && !HALF_A_CHARACTER.test(String(one))).map(literal);
  const of = (type: ScalarType) => literals.filter((one) => one[0] === type).map(([, value]) => value);
  if (excluded.some(isObject)) widen('Lambda excludes literals only, so other texts pass');
  const butLiterals = (type: 'S' | 'N') => (of(type).length > 0 ? { 'anything-but': of(type) } : PRESENT);
  const booleans = [true, false].filter((value) => !of('BOOL').includes(value));
  return [
    ['S', butLiterals('S')],
    ['N', butLiterals('N')],
    ['B', PRESENT],
    ...(booleans.length === 2 ? [PRESENT] : booleans).map((value) => ['BOOL', value] as const),
    ...(of('NULL').length > 0 ? [] : [['NULL', PRESENT] as const]),
  ];
}

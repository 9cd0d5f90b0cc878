import { isObject } from '../../errors.js';
import { ABSENT, type Leaf, SCALAR_TYPES, type ScalarType } from './leaf.js';

/** A part of a Lambda pattern: what is asked of the fields of one object. */
export interface Fragment {
  readonly [field: string]: unknown;
}

const SETS: Readonly<Partial<Record<ScalarType, string>>> = { S: 'SS', N: 'NS', B: 'BS' };

/** All that a value can be, except for lists and maps, which have no leaf of their own. */
const LEAF_TYPES = [...SCALAR_TYPES, ...Object.values(SETS)];

/** Inside of `$or`, Amazon's matcher refuses fields of such names: those of its matchers, and of some that may come. */
const RESERVED = new Set([
  ...['exactly', 'prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'numeric', 'anything-but', 'exists', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/** An attribute of any type: of a list or a set, an element will do. Of the alternatives, one has to match. */
export function attributeAlternatives({ accepts }: Leaf): Fragment[] {
  return Array.from(accepts, ([type, values]) => [scalar(type, values), ...elements(type, values)]).flat();
}

/** A key, which is never more than one value. */
export function keyAlternatives({ accepts }: Leaf): Fragment[] {
  return Array.from(accepts, ([type, values]) => scalar(type, values));
}

/** Whether it asks for one value or a map, rather than for an element of a list or a set. */
export function isSingle(fragment: Fragment): boolean {
  return Object.keys(fragment).every((field) => field === 'M' || SCALAR_TYPES.some((type) => type === field));
}

export function scalar(type: string, values: readonly unknown[]): Fragment {
  return { [type]: values };
}

export function elements(type: ScalarType, values: readonly unknown[]): Fragment[] {
  const set = SETS[type];
  return [...(set === undefined ? [] : [scalar(set, values)]), { L: scalar(type, values) }];
}

/**
 * An attribute that may be missing: no leaf of any type is there, other than the accepted. Lists and maps cannot be told
 * from a missing attribute.
 */
export function absentOr({ accepts }: Leaf): Fragment {
  const asked = new Map(LEAF_TYPES.map((type): [string, unknown[]] => [type, [ABSENT]]));
  for (const [type, values] of accepts) {
    for (const each of [type, SETS[type]]) if (each !== undefined) asked.get(each)?.push(...values);
  }
  return Object.fromEntries(asked);
}

/** One of several fragments. */
export function anyOf(alternatives: readonly Fragment[]): Fragment {
  const [only] = alternatives;
  return only !== undefined && alternatives.length === 1 ? only : { $or: alternatives };
}

/** Whether a field of such a name can be asked for. Nowhere can one named `$or`; most names can inside of `$or`, too. */
export function canName(field: string, insideOr: boolean): boolean {
  return field !== '$or' && !(insideOr && RESERVED.has(field));
}

/**
 * Whether a name is also that of something inside of another attribute: paths are names joined with dots, and in one
 * named `a.M.b` is what `b` is in the map `a`.
 */
export function readsAsStep(name: string): boolean {
  return /\.[LM](\.|$)/.test(name);
}

/** Whether the fragment can stand inside of `$or`. */
export function fitsInOr(fragment: Fragment): boolean {
  return Object.entries(fragment).every(([field, value]) => {
    if (field === '$or') return Array.isArray(value) && value.every((each) => !isObject(each) || fitsInOr(each));
    return canName(field, true) && (!isObject(value) || fitsInOr(value));
  });
}

/** How many rules without `$or` say the same; what Lambda makes of a pattern inside. */
export function ruleCount(fragment: unknown): number {
  if (!isObject(fragment)) return 1;
  return Object.entries(fragment).reduce((product, [field, value]) => {
    const count =
      field === '$or' && Array.isArray(value)
        ? value.reduce((sum: number, each) => sum + ruleCount(each), 0)
        : ruleCount(value);
    return product * count;
  }, 1);
}

/** The fragment with another one at a place in it; nothing is there yet. */
export function withPart(fragment: Fragment, [field, ...inner]: readonly string[], part: Fragment): Fragment {
  if (field === undefined) return { ...fragment, ...part };
  const value = Object.hasOwn(fragment, field) ? fragment[field] : {};
  const nested = withPart(isObject(value) ? value : {}, inner, part);
  // A name such as __proto__ has to become a field of its own.
  return Object.fromEntries([...Object.entries(fragment).filter(([name]) => name !== field), [field, nested]]);
}

import { isObject } from '../../errors.js';

/** How two lists of filters compare; of what cannot be shown, the worse is taken. */
export type Coverage = 'equal' | 'wider' | 'narrower or unknown';

type Pattern = Readonly<Record<string, unknown>>;

/** More alternatives than filters have in practice. What has more is covered by its equal only. */
const MOST_ALTERNATIVES = 200;

/**
 * Whether the deployed filters let through at least what the derived ones do. Filters are ORed, and none lets everything
 * through. Decided by what is written: a filter is no narrower than another one if each of its leaves is in that one too,
 * and takes all of the values that it takes there.
 */
export function compareFilters(deployed: readonly string[], derived: readonly string[]): Coverage {
  const [lets, wanted] = [patternsOf(deployed), patternsOf(derived)];
  if (canonical(lets) === canonical(wanted)) return 'equal';
  if (deployed.length === 0) return 'wider';
  const alternatives = lets.flatMap(alternativesOf);
  const isCovered = (pattern: unknown) => alternatives.some((wider) => covers(wider, pattern));
  return wanted.flatMap(alternativesOf).every(isCovered) ? 'wider' : 'narrower or unknown';
}

function patternsOf(filters: readonly string[]): unknown[] {
  return filters.length === 0 ? [{}] : filters.map(parse);
}

/** What is no JSON stays text, which covers nothing. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The same text for patterns that say the same in another order: keys, values and filters have none. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(canonical))].sort().join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  // The operands of `numeric` do have an order.
  const text = ([name, inner]: [string, unknown]) =>
    `${JSON.stringify(name)}:${name === 'numeric' ? JSON.stringify(inner) : canonical(inner)}`;
  return `{${Object.entries(value).map(text).sort().join()}}`;
}

function covers(wider: unknown, narrower: unknown): boolean {
  if (Array.isArray(wider) && Array.isArray(narrower)) {
    const taken = new Set(wider.map(canonical));
    return narrower.every((value) => taken.has(canonical(value)));
  }
  if (!isObject(wider) || !isObject(narrower)) return typeof wider === 'string' && wider === narrower;
  return Object.entries(wider).every(([name, inner]) => Object.hasOwn(narrower, name) && covers(inner, narrower[name]));
}

/**
 * The pattern as patterns without `$or`, one of which has to match. A pattern for which that cannot be said becomes text,
 * which is covered by its equal only: where a leaf is asked for inside of `$or` and outside, Lambda does not ask for both.
 */
function alternativesOf(pattern: unknown): unknown[] {
  const alternatives = isObject(pattern) ? expand(pattern) : undefined;
  return alternatives ?? [canonical(pattern)];
}

function expand(pattern: Pattern): Pattern[] | undefined {
  let expanded: Pattern[] | undefined = [{}];
  for (const [name, inner] of Object.entries(pattern)) {
    const alternatives = isChoice(name, inner)
      ? ofChoice(inner)
      : isObject(inner)
        ? expand(inner)?.map((one) => fromEntry(name, one))
        : [fromEntry(name, inner)];
    if (alternatives === undefined || expanded.length * alternatives.length > MOST_ALTERNATIVES) return undefined;
    const merged: (Pattern | undefined)[] = expanded.flatMap((one) => alternatives.map((other) => both(one, other)));
    if (!merged.every((one) => one !== undefined)) return undefined;
    expanded = merged;
  }
  return expanded;
}

function ofChoice(patterns: readonly Pattern[]): Pattern[] | undefined {
  const expanded = patterns.map(expand);
  return expanded.every((one) => one !== undefined) ? expanded.flat() : undefined;
}

function isChoice(name: string, inner: unknown): inner is Pattern[] {
  return name === '$or' && Array.isArray(inner) && inner.length > 0 && inner.every(isObject);
}

/** Both patterns in one; `undefined` where they ask for the same leaf. */
function both(one: Pattern, other: Pattern): Pattern | undefined {
  let merged = one;
  for (const [name, inner] of Object.entries(other)) {
    const present = Object.hasOwn(one, name) ? one[name] : undefined;
    const value =
      present === undefined ? inner : isObject(present) && isObject(inner) ? both(present, inner) : undefined;
    if (value === undefined) return undefined;
    merged = { ...merged, ...fromEntry(name, value) };
  }
  return merged;
}

/** Also for an attribute named `__proto__`. */
function fromEntry(name: string, value: unknown): Pattern {
  return Object.fromEntries([[name, value]]);
}

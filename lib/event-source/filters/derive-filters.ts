import { unexpected } from '../../errors.js';
import { EVENT_NAMES } from '../../routing/route.js';
import type { EventSourceConfig } from '../config.js';
import type { DeclaredRoute } from '../declared-route.js';
import { type Clause, clausesOf } from './clause.js';
import { anyOf, type Fragment, fitsInOr, ruleCount } from './fragment.js';
import type { Widen } from './leaf.js';
import { inCommon, isCovered, isEverything, merge, type Wanted, write } from './wanted.js';

/** AWS's parameter of an event source mapping. */
export interface FilterCriteria {
  readonly Filters: readonly { readonly Pattern: string }[];
}

/** What lets through every record that a handler wants. */
export interface DerivedFilters {
  /** No filters where every record is wanted. */
  readonly filterCriteria: FilterCriteria;
  /** A sentence for each thing that the filters leave to the handlers' own match. */
  readonly widened: readonly string[];
}

/** AWS's quota of a mapping; it can be raised to ten. */
const MAX_FILTERS = 5;

/** AWS's limit of a pattern, in characters. */
const MAX_LENGTH = 4096;

/** Alternatives multiply inside of Lambda. AWS tells no limit for filters; EventBridge takes a thousand in a rule. */
const MAX_RULES = 500;

/**
 * Derives the filters of a mapping from what its handlers want. For every record that a handler matches, one of them
 * matches: where Lambda's language cannot say what a decorator says, or its limits do not let it, they ask for less.
 *
 * @throws ConfigurationError where the configuration has more filters of its own than AWS takes
 */
export function deriveFilters(routes: readonly DeclaredRoute[], eventSource: EventSourceConfig): DerivedFilters {
  const { filters, maximumFilters = MAX_FILTERS } = eventSource;
  if (filters === 'none') return { filterCriteria: { Filters: [] }, widened: [] };
  if (typeof filters === 'object') {
    if (filters.length > maximumFilters)
      throw unexpected(
        'bootstrap.eventSource.filters',
        filters,
        `at most ${maximumFilters}, or a raised maximumFilters`,
      );
    return { filterCriteria: criteria(filters), widened: [] };
  }
  const widened = new Set<string>();
  const widen = (reason: string) => void widened.add(reason);
  const clauses = routes.flatMap((route) => clausesOf(route, widen));
  const patterns = fitting(simplified(clauses.map((clause) => shortened(clause, widen))), maximumFilters, widen);
  return { filterCriteria: criteria(patterns), widened: [...widened] };
}

function criteria(patterns: readonly object[]): FilterCriteria {
  return { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) };
}

/** Takes away what a pattern cannot hold, the longest first. */
function shortened(clause: Clause, widen: Widen): Clause {
  const own = (reason: string) => widen(`${clause.ids.join(', ')}: ${reason}`);
  const pattern = patternOf(clause, own);
  if (fits(pattern)) return clause;
  const { asks, choices } = clause.wanted;
  const [longest] = [...asks].sort(([, a], [, b]) => length(b.alternatives) - length(a.alternatives));
  if (longest === undefined || length(choices) > length(longest[1].alternatives)) {
    own('more alternatives than a filter can hold');
    return shortened({ ...clause, wanted: { asks, choices: choices.slice(0, -1) } }, widen);
  }
  own(`what it asks of ${JSON.stringify(longest[1].place.at(-1))} is more than a filter can hold`);
  const rest = new Map([...asks].filter(([place]) => place !== longest[0]));
  return shortened({ ...clause, wanted: { asks: rest, choices } }, widen);
}

function length(part: unknown): number {
  return JSON.stringify(part)?.length ?? 0;
}

function fits(pattern: Fragment): boolean {
  return JSON.stringify(pattern).length <= MAX_LENGTH && ruleCount(pattern) <= MAX_RULES;
}

function patternOf({ eventNames, wanted }: Clause, widen: Widen = () => undefined): Fragment {
  return { eventName: eventNames, ...write(wanted, widen) };
}

/** Makes one of those that differ in the kinds of records, or in the values of one attribute, and leaves out the covered. */
function simplified(clauses: readonly Clause[]): Clause[] {
  const merged: Clause[] = [];
  for (const clause of clauses) {
    const at = merged.findIndex((other) => asOne(other, clause));
    const one = merged[at] && asOne(merged[at], clause);
    if (one === undefined) merged.push(clause);
    else merged[at] = one;
  }
  if (merged.length < clauses.length) return simplified(merged);
  return merged.filter(
    (clause, at) => !merged.some((other, index) => index !== at && covers(other, clause, index < at)),
  );
}

function asOne(a: Clause, b: Clause): Clause | undefined {
  const ids = [...new Set([...a.ids, ...b.ids])];
  const isSameWanted = isCovered(a.wanted, b.wanted) && isCovered(b.wanted, a.wanted);
  if (isSameWanted) return { eventNames: inOrder([...a.eventNames, ...b.eventNames]), wanted: a.wanted, ids };
  const wanted = String(a.eventNames) === String(b.eventNames) ? merge(a.wanted, b.wanted) : undefined;
  const one = wanted && { eventNames: a.eventNames, wanted, ids };
  return one && fits(patternOf(one)) ? one : undefined;
}

function covers(wide: Clause, narrow: Clause, isBefore: boolean): boolean {
  const isWider =
    narrow.eventNames.every((name) => wide.eventNames.includes(name)) && isCovered(narrow.wanted, wide.wanted);
  const isMutual =
    isWider && isCovered(wide.wanted, narrow.wanted) && wide.eventNames.length === narrow.eventNames.length;
  return isWider && (!isMutual || isBefore);
}

function inOrder(eventNames: readonly string[]): Clause['eventNames'] {
  return EVENT_NAMES.filter((name) => eventNames.includes(name));
}

/** The patterns, at most so many of them: several in one where they have room, else what they have in common. */
function fitting(clauses: readonly Clause[], maximum: number, widen: Widen): Fragment[] {
  if (clauses.some(({ eventNames, wanted }) => isEverything(wanted) && eventNames.length === EVENT_NAMES.length))
    return [];
  const patterns = clauses.map((clause) => patternOf(clause));
  const packed = patterns.length <= maximum ? patterns : inBins(patterns, maximum);
  return packed ?? fitting(simplified(withoutTwo(clauses, widen)), maximum, widen);
}

/** The longest first, each to where most room is left; `undefined` where they need more bins. */
function inBins(patterns: readonly Fragment[], maximum: number): Fragment[] | undefined {
  const bins: Fragment[][] = [];
  for (const pattern of [...patterns].sort((a, b) => length(b) - length(a))) {
    const hasRoom = (others: readonly Fragment[]) =>
      fitsInOr(pattern) && others.every(fitsInOr) && fits(anyOf([...others, pattern]));
    if (bins.length < maximum) bins.push([pattern]);
    else {
      const [roomiest] = bins.filter(hasRoom).sort((a, b) => length(a) - length(b));
      if (roomiest === undefined) return undefined;
      roomiest.push(pattern);
    }
  }
  return bins.map(anyOf);
}

/** Of the two that have most in common, only that is asked for. */
function withoutTwo(clauses: readonly Clause[], widen: Widen): Clause[] {
  const pairs = clauses.flatMap((a, at) => clauses.slice(at + 1).map((b) => [a, b] as const));
  const shared = ([a, b]: readonly [Clause, Clause]) => {
    const common = inCommon(a.wanted, b.wanted);
    const lost = size(a.wanted) + size(b.wanted) - 2 * size(common);
    return lost + (String(a.eventNames) === String(b.eventNames) ? 0 : 1);
  };
  const best = pairs.reduce((least, pair) => (shared(pair) < shared(least) ? pair : least));
  const [a, b] = best;
  const ids = [...new Set([...a.ids, ...b.ids])];
  widen(`${ids.join(', ')}: for want of filters, only what they have in common is asked for`);
  const common = { eventNames: inOrder([...a.eventNames, ...b.eventNames]), wanted: inCommon(a.wanted, b.wanted), ids };
  return [...clauses.filter((clause) => clause !== a && clause !== b), common];
}

function size({ asks, choices }: Wanted): number {
  return asks.size + choices.length;
}

import { unexpected } from '../../errors.js';
import { EVENT_NAMES } from '../../routing/route.js';
import type { EventSourceConfig } from '../config.js';
import type { DeclaredRoute } from '../declared-route.js';
import { type Clause, clausesOf } from './clause.js';
import { anyOf, type Fragment, fitsInOr, ruleCount } from './fragment.js';
import { IN_DATA_LENGTH } from './in-data.js';
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
  /** For each filter the ids of the handlers whose records it lets through, where it is derived. */
  readonly handlers: readonly (readonly string[])[];
}

/** A filter, and the ids of the handlers whose records it lets through. */
interface Filter {
  readonly pattern: Fragment;
  readonly ids: readonly string[];
}

/** AWS's quota of a mapping; it can be raised to ten. */
const MAX_FILTERS = 5;

/** AWS's limit of a pattern, in characters. */
export const MAX_LENGTH = 4096;

/** That of one which can be deployed on a Kinesis data stream, too. */
const MAX_DERIVED_LENGTH = MAX_LENGTH - IN_DATA_LENGTH;

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
  if (filters === 'none') return { filterCriteria: criteria([]), widened: [], handlers: [] };
  if (typeof filters === 'object') {
    if (filters.length > maximumFilters)
      throw unexpected(
        'bootstrap.eventSource.filters',
        filters,
        `at most ${maximumFilters}, or a raised maximumFilters`,
      );
    return { filterCriteria: criteria(filters), widened: [], handlers: [] };
  }
  const widened = new Set<string>();
  const widen = (reason: string) => void widened.add(reason);
  const clauses = routes.flatMap((route) => clausesOf(route, widen));
  const derived = fitting(simplified(clauses.map((clause) => shortened(clause, widen))), maximumFilters, widen);
  const inDeclaredOrder = [...new Set(routes.map(({ id }) => id))];
  return {
    filterCriteria: criteria(derived.map(({ pattern }) => pattern)),
    widened: [...widened],
    handlers: derived.map(({ ids }) => inDeclaredOrder.filter((id) => ids.includes(id))),
  };
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
  return JSON.stringify(pattern).length <= MAX_DERIVED_LENGTH && ruleCount(pattern) <= MAX_RULES;
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
  const wide = merged.filter((clause, at) => !merged.some((other, index) => replaces(other, clause, index - at)));
  return wide.map((clause) => ({ ...clause, ids: idsOf(merged.filter((other) => covers(clause, other))) }));
}

function asOne(a: Clause, b: Clause): Clause | undefined {
  const ids = idsOf([a, b]);
  const isSameWanted = isCovered(a.wanted, b.wanted) && isCovered(b.wanted, a.wanted);
  if (isSameWanted) return { eventNames: inOrder([...a.eventNames, ...b.eventNames]), wanted: a.wanted, ids };
  const wanted = String(a.eventNames) === String(b.eventNames) ? merge(a.wanted, b.wanted) : undefined;
  const one = wanted && { eventNames: a.eventNames, wanted, ids };
  return one && fits(patternOf(one)) ? one : undefined;
}

/** Whether one lets through all that the other one does; of two that say the same, the first stays. */
function replaces(wide: Clause, narrow: Clause, distance: number): boolean {
  return distance !== 0 && covers(wide, narrow) && (distance < 0 || !covers(narrow, wide));
}

function covers(wide: Clause, narrow: Clause): boolean {
  return narrow.eventNames.every((name) => wide.eventNames.includes(name)) && isCovered(narrow.wanted, wide.wanted);
}

function idsOf(parts: readonly { readonly ids: readonly string[] }[]): string[] {
  return [...new Set(parts.flatMap(({ ids }) => ids))];
}

function inOrder(eventNames: readonly string[]): Clause['eventNames'] {
  return EVENT_NAMES.filter((name) => eventNames.includes(name));
}

/** At most so many filters: several patterns in one where they have room, else what they have in common. */
function fitting(clauses: readonly Clause[], maximum: number, widen: Widen): Filter[] {
  if (clauses.some(({ eventNames, wanted }) => isEverything(wanted) && eventNames.length === EVENT_NAMES.length))
    return [];
  const filters = clauses.map((clause) => ({ pattern: patternOf(clause), ids: clause.ids }));
  const packed = filters.length <= maximum ? filters : inBins(filters, maximum);
  return packed ?? fitting(simplified(withoutTwo(clauses, widen)), maximum, widen);
}

/** The longest first, each to where most room is left; `undefined` where they need more bins. */
function inBins(filters: readonly Filter[], maximum: number): Filter[] | undefined {
  const bins: Filter[][] = [];
  for (const filter of [...filters].sort((a, b) => length(b.pattern) - length(a.pattern))) {
    const hasRoom = (others: readonly Filter[]) => {
      const all = [...others, filter];
      return all.every(({ pattern }) => fitsInOr(pattern)) && fits(oneOf(all).pattern);
    };
    if (bins.length < maximum) bins.push([filter]);
    else {
      const [roomiest] = bins.filter(hasRoom).sort((a, b) => length(oneOf(a).pattern) - length(oneOf(b).pattern));
      if (roomiest === undefined) return undefined;
      roomiest.push(filter);
    }
  }
  return bins.map(oneOf);
}

function oneOf(filters: readonly Filter[]): Filter {
  return { pattern: anyOf(filters.map(({ pattern }) => pattern)), ids: idsOf(filters) };
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
  const ids = idsOf([a, b]);
  widen(`${ids.join(', ')}: for want of filters, only what they have in common is asked for`);
  const common = { eventNames: inOrder([...a.eventNames, ...b.eventNames]), wanted: inCommon(a.wanted, b.wanted), ids };
  return [...clauses.filter((clause) => clause !== a && clause !== b), common];
}

function size({ asks, choices }: Wanted): number {
  return asks.size + choices.length;
}

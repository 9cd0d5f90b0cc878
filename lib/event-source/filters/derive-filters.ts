import { unexpected } from '../../errors.js';
import { EVENT_NAMES } from '../../routing/route.js';
import type { EventSourceConfig } from '../config.js';
import type { DeclaredRoute } from '../declared-route.js';
import { type Clause, clausesOf } from './clause.js';
import { anyOf, type Fragment, fitsInOr, ruleCount } from './fragment.js';
import type { Widen } from './leaf.js';
import { isReadAsWritten } from './rules.js';
import { both, inCommon, isCovered, isEverything, merge, type Wanted, write } from './wanted.js';

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
  const clauses = routes.flatMap(clausesOf).flatMap(apart).map(shortened);
  const { patterns, widened } = fitting(simplified(clauses), maximumFilters);
  // In the order of declaration, which what becomes of the clauses does not keep.
  const declared = clauses.flatMap((clause) => clause.widened).filter((reason) => widened.includes(reason));
  return { filterCriteria: criteria(patterns), widened: [...new Set([...declared, ...widened])] };
}

function criteria(patterns: readonly object[]): FilterCriteria {
  return { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) };
}

/** Alternatives that cannot stand in one pattern, each as one of its own. */
function apart(clause: Clause): Clause[] {
  const { asks, choices } = clause.wanted;
  const [options, ...others] = choices;
  const pattern = patternOf(clause);
  if (options === undefined || !isShort(pattern) || isReadAsWritten(pattern)) return [clause];
  return options.map((option) => {
    const reasons: string[] = [];
    const wanted = both({ asks, choices: others }, option, (reason) => void reasons.push(reason));
    return widened({ ...clause, wanted }, ...reasons);
  });
}

/** Takes away what a pattern cannot hold, the longest first. */
function shortened(clause: Clause): Clause {
  const reasons: string[] = [];
  const pattern = patternOf(clause, (reason) => void reasons.push(reason));
  if (fits(pattern)) return widened(clause, ...reasons);
  const { asks, choices } = clause.wanted;
  const [longest] = [...asks].sort(([, a], [, b]) => length(b.alternatives) - length(a.alternatives));
  if (longest === undefined || length(choices) > length(longest[1].alternatives)) {
    const why = isShort(pattern)
      ? 'alternatives that Lambda would take for one'
      : 'more alternatives than a filter can hold';
    return shortened(widened({ ...clause, wanted: { asks, choices: choices.slice(0, -1) } }, why));
  }
  const rest = { ...clause, wanted: { asks: new Map([...asks].filter(([place]) => place !== longest[0])), choices } };
  const why = isShort(pattern) ? 'would not be read as it is written' : 'is more than a filter can hold';
  return shortened(widened(rest, `what it asks of ${JSON.stringify(longest[1].place.at(-1))} ${why}`));
}

function widened(clause: Clause, ...reasons: readonly string[]): Clause {
  return { ...clause, widened: [...clause.widened, ...reasons.map((reason) => `${clause.ids.join(', ')}: ${reason}`)] };
}

function length(part: unknown): number {
  return JSON.stringify(part)?.length ?? 0;
}

function fits(pattern: Fragment): boolean {
  return isShort(pattern) && isReadAsWritten(pattern);
}

function isShort(pattern: Fragment): boolean {
  return JSON.stringify(pattern).length <= MAX_LENGTH && ruleCount(pattern) <= MAX_RULES;
}

function patternOf({ eventNames, wanted }: Clause, widen: Widen = () => undefined): Fragment {
  return { eventName: eventNames, ...write(wanted, widen) };
}

/** Makes one of those that differ in the kinds of records, or in the values of one attribute, and leaves out the covered. */
function simplified(clauses: readonly Clause[]): Clause[] {
  const needed = withoutCovered(clauses);
  const merged: Clause[] = [];
  for (const clause of needed) {
    const at = merged.findIndex((other) => asOne(other, clause));
    const one = merged[at] && asOne(merged[at], clause);
    if (one === undefined) merged.push(clause);
    else merged[at] = one;
  }
  return merged.length < clauses.length ? simplified(merged) : merged;
}

function asOne(a: Clause, b: Clause): Clause | undefined {
  const shared = {
    ids: [...new Set([...a.ids, ...b.ids])],
    widened: [...new Set([...a.widened, ...b.widened])],
  };
  const isSameWanted = isCovered(a.wanted, b.wanted) && isCovered(b.wanted, a.wanted);
  if (isSameWanted) return { eventNames: inOrder([...a.eventNames, ...b.eventNames]), wanted: a.wanted, ...shared };
  const wanted = String(a.eventNames) === String(b.eventNames) ? merge(a.wanted, b.wanted) : undefined;
  const one = wanted && { eventNames: a.eventNames, wanted, ...shared };
  return one && fits(patternOf(one)) ? one : undefined;
}

/**
 * What another clause lets through anyway needs no filter. Nor is it a reason why a filter is wide, unless the other one
 * is wide for reasons of its own.
 */
function withoutCovered(clauses: readonly Clause[]): Clause[] {
  return clauses.reduce<Clause[]>((kept, clause) => {
    const at = kept.findIndex((other) => covers(other, clause));
    const wide = kept[at];
    if (wide !== undefined) return wide.widened.length === 0 ? kept : kept.with(at, withReasonsOf(wide, [clause]));
    const covered = kept.filter((other) => covers(clause, other));
    const rest = kept.filter((other) => !covered.includes(other));
    return rest.concat(clause.widened.length === 0 ? clause : withReasonsOf(clause, covered));
  }, []);
}

function withReasonsOf(clause: Clause, others: readonly Clause[]): Clause {
  return { ...clause, widened: [...new Set([...others, clause].flatMap((each) => each.widened))] };
}

function covers(wide: Clause, narrow: Clause): boolean {
  return narrow.eventNames.every((name) => wide.eventNames.includes(name)) && isCovered(narrow.wanted, wide.wanted);
}

function inOrder(eventNames: readonly string[]): Clause['eventNames'] {
  return EVENT_NAMES.filter((name) => eventNames.includes(name));
}

/** The patterns, at most so many of them: several in one where they have room, else what they have in common. */
function fitting(clauses: readonly Clause[], maximum: number): { patterns: readonly Fragment[]; widened: string[] } {
  const widened = clauses.flatMap((clause) => clause.widened);
  if (clauses.some(({ eventNames, wanted }) => isEverything(wanted) && eventNames.length === EVENT_NAMES.length))
    return { patterns: [], widened };
  const each = clauses.map((clause) => patternOf(clause));
  const patterns = each.length <= maximum ? each : inBins(each, maximum);
  return patterns ? { patterns, widened } : fitting(simplified(withoutTwo(clauses)), maximum);
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
function withoutTwo(clauses: readonly Clause[]): Clause[] {
  const pairs = clauses.flatMap((a, at) => clauses.slice(at + 1).map((b) => [a, b] as const));
  const [a, b] = pairs.reduce((best, pair) => (lost(pair) < lost(best) ? pair : best));
  const ids = [...new Set([...a.ids, ...b.ids])];
  const common = { eventNames: inOrder([...a.eventNames, ...b.eventNames]), wanted: inCommon(a.wanted, b.wanted), ids };
  const one = { ...common, widened: [...new Set([...a.widened, ...b.widened])] };
  const rest = clauses.filter((clause) => clause !== a && clause !== b);
  return [...rest, widened(one, 'for want of filters, only what they have in common is asked for')];
}

/** How many questions are no longer asked where only what two have in common is. */
function lost([a, b]: readonly [Clause, Clause]): number {
  const otherKinds = String(a.eventNames) === String(b.eventNames) ? 0 : 1;
  return size(a.wanted) + size(b.wanted) - 2 * size(inCommon(a.wanted, b.wanted)) + otherKinds;
}

function size({ asks, choices }: Wanted): number {
  return asks.size + choices.length;
}

import { EVENT_NAMES } from '../../routing/route.js';
import { type Clause, patternOf, widenedBy } from './clause.js';
import { anyOf, type Fragment, fitsInOr } from './fragment.js';
import { fits, length } from './limits.js';
import { shortened } from './shorten.js';
import { idsOf, inOrder, reasonsOf, simplified } from './simplify.js';
import { inCommon, isEverything, type Wanted } from './wanted.js';

/** A filter, and the ids of the handlers whose records it lets through. */
export interface Filter {
  readonly pattern: Fragment;
  readonly ids: readonly string[];
}

/** The filters of a mapping, and what they leave to the handlers. */
export interface Fitted {
  readonly filters: readonly Filter[];
  readonly widened: readonly string[];
}

/** At most so many filters: several patterns in one where they have room, else what they have in common. */
export function fitting(clauses: readonly Clause[], maximum: number): Fitted {
  const widened = reasonsOf(clauses);
  if (clauses.some(({ eventNames, wanted }) => isEverything(wanted) && eventNames.length === EVENT_NAMES.length))
    return { filters: [], widened };
  const each = clauses.map((clause) => ({ pattern: patternOf(clause), ids: clause.ids }));
  const filters = each.length <= maximum ? each : inBins(each, maximum);
  return filters ? { filters, widened } : fitting(simplified(withoutTwo(clauses)), maximum);
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
function withoutTwo(clauses: readonly Clause[]): Clause[] {
  const pairs = clauses.flatMap((a, at) => clauses.slice(at + 1).map((b) => [a, b] as const));
  const [a, b] = pairs.reduce((best, pair) => (lost(pair) < lost(best) ? pair : best));
  const common = {
    eventNames: inOrder([...a.eventNames, ...b.eventNames]),
    wanted: inCommon(a.wanted, b.wanted),
    ids: idsOf([a, b]),
    widened: reasonsOf([a, b]),
  };
  const rest = clauses.filter((clause) => clause !== a && clause !== b);
  return [...rest, shortened(widenedBy(common, ['for want of filters, only what they have in common is asked for']))];
}

/** How many questions are no longer asked where only what two have in common is. */
function lost([a, b]: readonly [Clause, Clause]): number {
  const otherKinds = String(a.eventNames) === String(b.eventNames) ? 0 : 1;
  return size(a.wanted) + size(b.wanted) - 2 * size(inCommon(a.wanted, b.wanted)) + otherKinds;
}

function size({ asks, choices }: Wanted): number {
  return asks.size + choices.length;
}

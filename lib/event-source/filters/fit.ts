import { EVENT_NAMES } from '../../routing/route.js';
import { type Clause, patternOf } from './clause.js';
import { anyOf, type Fragment, fitsInOr } from './fragment.js';
import type { Widen } from './leaf.js';
import { fits, length } from './limits.js';
import { idsOf, inOrder, simplified } from './simplify.js';
import { inCommon, isEverything, type Wanted } from './wanted.js';

/** A filter, and the ids of the handlers whose records it lets through. */
export interface Filter {
  readonly pattern: Fragment;
  readonly ids: readonly string[];
}

/** At most so many filters: several patterns in one where they have room, else what they have in common. */
export function fitting(clauses: readonly Clause[], maximum: number, widen: Widen): Filter[] {
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

/** Takes away what a pattern cannot hold, the longest first. */
export function shortened(clause: Clause, widen: Widen): Clause {
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
  return [...clauses.filter((clause) => clause !== a && clause !== b), shortened(common, widen)];
}

function size({ asks, choices }: Wanted): number {
  return asks.size + choices.length;
}

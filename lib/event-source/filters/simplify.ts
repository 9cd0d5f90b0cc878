import { EVENT_NAMES } from '../../routing/route.js';
import { type Clause, patternOf } from './clause.js';
import { fits } from './limits.js';
import { isCovered, merge } from './wanted.js';

/** Makes one of those that differ in the kinds of records, or in the values of one attribute, and leaves out the covered. */
export function simplified(clauses: readonly Clause[]): Clause[] {
  const merged: Clause[] = [];
  for (const clause of withoutCovered(clauses)) {
    const at = merged.findIndex((other) => asOne(other, clause));
    const one = merged[at] && asOne(merged[at], clause);
    if (one === undefined) merged.push(clause);
    else merged[at] = one;
  }
  return merged.length < clauses.length ? simplified(merged) : merged;
}

function asOne(a: Clause, b: Clause): Clause | undefined {
  const isSameWanted = isCovered(a.wanted, b.wanted) && isCovered(b.wanted, a.wanted);
  const isSameKind = String(a.eventNames) === String(b.eventNames);
  const wanted = isSameWanted ? a.wanted : isSameKind ? merge(a.wanted, b.wanted) : undefined;
  const eventNames = inOrder([...a.eventNames, ...b.eventNames]);
  const one = wanted && { eventNames, wanted, ids: idsOf([a, b]), widened: reasonsOf([a, b]) };
  return one && fits(patternOf(one)) ? one : undefined;
}

/** What another clause lets through anyway needs no filter. */
function withoutCovered(clauses: readonly Clause[]): Clause[] {
  return clauses.reduce<Clause[]>((kept, clause) => {
    const at = kept.findIndex((other) => covers(other, clause));
    const wide = kept[at];
    if (wide !== undefined) return kept.with(at, covering(wide, [clause]));
    const covered = kept.filter((other) => covers(clause, other));
    return kept.filter((other) => !covered.includes(other)).concat(covering(clause, covered));
  }, []);
}

/** Who is wide for no reasons of its own makes those of the covered idle. */
function covering(wide: Clause, covered: readonly Clause[]): Clause {
  const all = [wide, ...covered];
  return { ...wide, ids: idsOf(all), widened: wide.widened.length === 0 ? [] : reasonsOf(all) };
}

function covers(wide: Clause, narrow: Clause): boolean {
  return narrow.eventNames.every((name) => wide.eventNames.includes(name)) && isCovered(narrow.wanted, wide.wanted);
}

export function reasonsOf(clauses: readonly Clause[]): string[] {
  return [...new Set(clauses.flatMap(({ widened }) => widened))];
}

export function idsOf(parts: readonly { readonly ids: readonly string[] }[]): string[] {
  return [...new Set(parts.flatMap(({ ids }) => ids))];
}

export function inOrder(eventNames: readonly string[]): Clause['eventNames'] {
  return EVENT_NAMES.filter((name) => eventNames.includes(name));
}

import { EVENT_NAMES } from '../../routing/route.js';
import { type Clause, patternOf } from './clause.js';
import { fits } from './limits.js';
import { isCovered, merge } from './wanted.js';

/** Makes one of those that differ in the kinds of records, or in the values of one attribute, and leaves out the covered. */
export function simplified(clauses: readonly Clause[]): Clause[] {
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
  const isSameKind = String(a.eventNames) === String(b.eventNames);
  const wanted = isSameWanted ? a.wanted : isSameKind ? merge(a.wanted, b.wanted) : undefined;
  const one = wanted && { eventNames: inOrder([...a.eventNames, ...b.eventNames]), wanted, ids };
  return one && fits(patternOf(one)) ? one : undefined;
}

/** Whether one lets through all that the other one does; of two that say the same, the first stays. */
function replaces(wide: Clause, narrow: Clause, distance: number): boolean {
  return distance !== 0 && covers(wide, narrow) && (distance < 0 || !covers(narrow, wide));
}

function covers(wide: Clause, narrow: Clause): boolean {
  return narrow.eventNames.every((name) => wide.eventNames.includes(name)) && isCovered(narrow.wanted, wide.wanted);
}

export function idsOf(parts: readonly { readonly ids: readonly string[] }[]): string[] {
  return [...new Set(parts.flatMap(({ ids }) => ids))];
}

export function inOrder(eventNames: readonly string[]): Clause['eventNames'] {
  return EVENT_NAMES.filter((name) => eventNames.includes(name));
}

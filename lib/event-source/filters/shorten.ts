import { type Clause, patternOf, widenedBy } from './clause.js';
import { canName, isSingle } from './fragment.js';
import { fits, hasFewRules, isShort, length } from './limits.js';
import { isReadAsWritten } from './rules.js';
import { type Ask, both, type Wanted, wanting } from './wanted.js';

/** Alternatives that cannot stand in one pattern, each as one of its own. */
export function apart(clause: Clause): Clause[] {
  const { asks, choices } = clause.wanted;
  const [options, ...others] = choices;
  const pattern = patternOf(clause);
  if (options === undefined || !isShort(pattern) || isReadAsWritten(pattern)) return [clause];
  return options.map((option) => {
    const reasons: string[] = [];
    const wanted = both({ asks, choices: others }, option, (reason) => void reasons.push(reason));
    return widenedBy({ ...clause, wanted }, reasons);
  });
}

/** Takes away what a pattern cannot hold: first what is seldom needed, then the longest. */
export function shortened(clause: Clause): Clause {
  const reasons: string[] = [];
  const pattern = patternOf(clause, (reason) => void reasons.push(reason));
  if (fits(pattern)) return widenedBy(clause, reasons);
  const simpler = hasFewRules(pattern) ? undefined : listsApart(clause);
  if (simpler !== undefined) return shortened(simpler);
  const { asks, choices } = clause.wanted;
  const [longest] = [...asks].sort(([, a], [, b]) => length(b.alternatives) - length(a.alternatives));
  if (longest === undefined || length(choices) > length(longest[1].alternatives)) {
    const why = isShort(pattern)
      ? 'alternatives that Lambda would take for one'
      : 'more alternatives than a filter can hold';
    return shortened(widenedBy({ ...clause, wanted: { asks, choices: choices.slice(0, -1) } }, [why]));
  }
  const rest = { ...clause, wanted: { asks: new Map([...asks].filter(([place]) => place !== longest[0])), choices } };
  const why = isShort(pattern) ? 'would not be read as it is written' : 'is more than a filter can hold';
  return shortened(widenedBy(rest, [`what it asks of ${JSON.stringify(longest[1].place.at(-1))} ${why}`]));
}

/**
 * Each attribute may be a value, a set or a list, and all combinations multiply. Where they are too many, all attributes
 * have to be values, or one of them a list or a set, whatever the others are. `undefined` where that is so already.
 */
function listsApart(clause: Clause): Clause | undefined {
  const { asks, choices } = clause.wanted;
  const several = [...asks].filter(([, { alternatives, place }]) => {
    return alternatives.some(isSingle) && !alternatives.every(isSingle) && place.every((field) => canName(field, true));
  });
  if (several.length < 2) return undefined;
  const part = (ask: Ask, asSingle: boolean): Ask => {
    return { place: ask.place, alternatives: ask.alternatives.filter((each) => isSingle(each) === asSingle) };
  };
  const asValues: Wanted = { asks: new Map(several.map(([place, ask]) => [place, part(ask, true)])), choices: [] };
  const wanted = {
    asks: new Map([...asks].filter(([place]) => !several.some(([other]) => other === place))),
    choices: [...choices, [asValues, ...several.map(([, ask]) => wanting(part(ask, false)))]],
  };
  return widenedBy({ ...clause, wanted }, [
    'it asks of many attributes, so where one of them is a list or a set, the others are not looked at',
  ]);
}

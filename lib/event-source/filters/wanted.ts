import { anyOf, canName, type Fragment, fitsInOr, withPart } from './fragment.js';
import type { Widen } from './leaf.js';
import { eitherLeaf, type Leaf } from './leaf.js';

/** What a record needs to be let through: all that is asked of its fields, and of each choice one. */
export interface Wanted {
  /** By place. */
  readonly asks: ReadonlyMap<string, Ask>;
  readonly choices: readonly (readonly Wanted[])[];
}

/** What is asked of one attribute of an image, or of one field of the record. */
export interface Ask {
  readonly place: readonly string[];
  /** Of which one has to match there. */
  readonly alternatives: readonly Fragment[];
  /** Where it is the whole question, so that two can be made one. */
  readonly leaf?: { readonly values: Leaf; readonly alternativesOf: (leaf: Leaf) => readonly Fragment[] };
}

/** Of which every record is. */
export const EVERYTHING: Wanted = { asks: new Map(), choices: [] };

/** More combinations than this would be a pattern that nobody reads. */
const MAX_BRANCHES = 16;

export function isEverything({ asks, choices }: Wanted): boolean {
  return asks.size === 0 && choices.length === 0;
}

export function wanting(ask: Ask): Wanted {
  return { asks: new Map([[JSON.stringify(ask.place), ask]]), choices: [] };
}

/** What both ask for. Of two questions about one attribute only one can be asked: Lambda takes the last for all. */
export function both(a: Wanted, b: Wanted, widen: Widen): Wanted {
  const asks = new Map(a.asks);
  for (const [place, ask] of b.asks) {
    const other = asks.get(place);
    if (other === undefined) asks.set(place, ask);
    else if (!isSame(other.alternatives, ask.alternatives)) widen(`only one of two filters on ${nameOf(ask)} is used`);
  }
  const choices = b.choices.filter((choice) => !a.choices.some((other) => isSame(asData(other), asData(choice))));
  return { asks, choices: [...a.choices, ...choices] };
}

/** What one of them asks for. */
export function either(options: readonly Wanted[]): Wanted {
  const distinct = [...new Map(options.map((option) => [JSON.stringify(asData([option])), option])).values()];
  if (distinct.some(isEverything)) return EVERYTHING;
  const [first, ...others] = distinct;
  if (first === undefined) return EVERYTHING;
  const one = others.reduce<Wanted | undefined>((merged, other) => merged && merge(merged, other), first);
  return one ?? { asks: new Map(), choices: [distinct] };
}

/** One question for two that differ in the values of one attribute alone; `undefined` where they differ in more. */
export function merge(a: Wanted, b: Wanted): Wanted | undefined {
  if (a.asks.size !== b.asks.size || !isSame(a.choices.map(asData), b.choices.map(asData))) return undefined;
  const differing = [...a.asks].filter(([place, ask]) => !isSame(ask.alternatives, b.asks.get(place)?.alternatives));
  const [[place, ask] = []] = differing;
  if (place === undefined) return a;
  const mine = ask?.leaf;
  const others = b.asks.get(place)?.leaf;
  if (differing.length > 1 || ask === undefined || mine === undefined || others === undefined) return undefined;
  const values = eitherLeaf(mine.values, others.values);
  const { alternativesOf } = mine;
  const merged: Ask = { place: ask.place, alternatives: alternativesOf(values), leaf: { values, alternativesOf } };
  return { asks: new Map([...a.asks, [place, merged]]), choices: a.choices };
}

/** Whether every record that is wanted by the first is wanted by the second, as far as their questions tell. */
export function isCovered(narrow: Wanted, wide: Wanted): boolean {
  return (
    [...wide.asks].every(([place, ask]) => isSame(ask.alternatives, narrow.asks.get(place)?.alternatives)) &&
    wide.choices.every((choice) => narrow.choices.some((other) => isSame(asData(other), asData(choice))))
  );
}

/** What both ask for, and nothing else. */
export function inCommon(a: Wanted, b: Wanted): Wanted {
  const asks = [...a.asks].filter(([place, ask]) => isSame(ask.alternatives, b.asks.get(place)?.alternatives));
  const choices = a.choices.filter((choice) => b.choices.some((other) => isSame(asData(other), asData(choice))));
  return { asks: new Map(asks), choices };
}

/** Writes it as a Lambda pattern; what cannot be written is not asked for. */
export function write(
  wanted: Wanted,
  widen: Widen,
  insideOr = false,
  taken: ReadonlySet<string> = new Set(),
): Fragment {
  let fragment: Fragment = {};
  const written = new Set(taken);
  for (const [key, ask] of wanted.asks) {
    const part = anyOf(ask.alternatives);
    // A pattern in which one path is asked about twice is Lambda's to understand.
    if (taken.has(key)) widen(`only one of two filters on ${nameOf(ask)} is used`);
    else if (!ask.place.every((field) => canName(field, insideOr)) || (insideOr && !fitsInOr(part)))
      widen(`Lambda cannot ask for an attribute named as ${nameOf(ask)} is there`);
    else {
      fragment = withPart(fragment, ask.place, part);
      written.add(key);
    }
  }
  const branches = branchesOf(wanted.choices, widen).map(
    (branch) => [branch, write(branch, widen, true, written)] as const,
  );
  if (branches.length === 0 || branches.some(([, part]) => Object.keys(part).length === 0)) return fragment;
  const common = commonPlace(branches.flatMap(([branch]) => placesIn(branch)));
  return withPart(fragment, common, anyOf(branches.map(([, part]) => partAt(part, common))));
}

/** Of several choices, every combination; Lambda reads one `$or` at a place only. */
function branchesOf([first, ...others]: Wanted['choices'], widen: Widen): readonly Wanted[] {
  return others.reduce((branches, choice) => {
    if (branches.length * choice.length <= MAX_BRANCHES)
      return branches.flatMap((branch) => choice.map((option) => both(branch, option, widen)));
    widen('more alternatives than a filter can hold');
    return branches;
  }, first ?? []);
}

/** Where an `$or` can stand: what all the places begin with, down to an image. */
function commonPlace(places: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = places.map((place) => place.slice(0, -1));
  const length = first.findIndex((field, at) => !others.every((place) => place[at] === field));
  return length < 0 ? first : first.slice(0, length);
}

function placesIn({ asks, choices }: Wanted): (readonly string[])[] {
  return [...Array.from(asks.values(), ({ place }) => place), ...choices.flat().flatMap(placesIn)];
}

function partAt(fragment: Fragment, place: readonly string[]): Fragment {
  // Each of them was written there.
  return place.reduce((part, field) => part[field] as Fragment, fragment);
}

function nameOf({ place }: Ask): string {
  return JSON.stringify(place.at(-1));
}

/** As data, for comparing. */
function asData(options: readonly Wanted[]): unknown {
  return options.map(({ asks, choices }) => [
    Array.from(asks, ([place, { alternatives }]) => [place, alternatives]),
    choices.map(asData),
  ]);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

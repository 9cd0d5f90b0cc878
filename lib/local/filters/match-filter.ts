/**
 * Whether an event matches a Lambda filter pattern, by the rules of Amazon's event-ruler: an event is the list of its
 * leaves, each with its path, whose names are joined with dots; elements of an array have the path of the array; and
 * what several leaves of a pattern ask of one array has to hold in one of its elements.
 */
import { areConsistent, type Found, type Membership } from './array-consistency.js';
import { type FilterRule, parseFilterPattern } from './filter-pattern.js';
import type { Scalar, ScalarTest, ValuePattern } from './value-pattern.js';

/** One leaf of a rule. */
interface Leaf {
  /** `names[from][length]` is the name that spans so many segments of the path: names may hold dots themselves. */
  readonly names: readonly (readonly string[])[];
  readonly tests: readonly ScalarTest[];
  readonly mayBeAbsent: boolean;
}

/** Whether an event is let through. */
export type EventTest = (event: unknown) => boolean;

/**
 * Compiles a filter pattern, the object that the JSON text in `FilterCriteria` says.
 *
 * @throws InvalidFilterError where AWS would refuse it.
 */
export function compileFilterPattern(pattern: unknown): EventTest {
  // The rules that alternatives make have most of their leaves in common.
  const compiled = new Map<readonly ValuePattern[], Leaf>();
  const rules = parseFilterPattern(pattern).map((rule) => compileRule(rule, compiled));
  return (event) => {
    const results = new Map<Leaf, boolean | Found>();
    const searchOnce = (leaf: Leaf) => {
      const result = results.get(leaf) ?? search(leaf, event);
      results.set(leaf, result);
      return result;
    };
    return rules.some((leaves) => doAllMatch(leaves, searchOnce));
  };
}

function compileRule(rule: FilterRule, compiled: Map<readonly ValuePattern[], Leaf>): readonly Leaf[] {
  const inOrder = [...rule].sort(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.map(([path, values]) => {
    const leaf = compiled.get(values) ?? compileLeaf(path, values);
    compiled.set(values, leaf);
    return leaf;
  });
}

function compileLeaf(path: string, values: readonly ValuePattern[]): Leaf {
  return {
    names: namesIn(path.split('.')),
    tests: values.filter((value) => value !== 'absent'),
    mayBeAbsent: values.includes('absent'),
  };
}

function doAllMatch(leaves: readonly Leaf[], searchOnce: (leaf: Leaf) => boolean | Found): boolean {
  const all: Found[] = [];
  for (const leaf of leaves) {
    const found = searchOnce(leaf);
    if (found === false) return false;
    if (found !== true) all.push(found);
  }
  return areConsistent(all);
}

function namesIn(segments: readonly string[]): string[][] {
  return segments.map((first, from) => {
    let name = first;
    return [first, ...segments.slice(from + 1).map((segment) => (name += `.${segment}`))];
  });
}

/** Whether a leaf matches; where that depends on elements of arrays, which they are. */
function search({ names, tests, mayBeAbsent }: Leaf, event: unknown): boolean | Found {
  let isOutside = false;
  let matched = false;
  const matching: Membership[] = [];
  const present: Membership[] = [];

  function visit(value: unknown, from: number, within: Membership | undefined): void {
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const element: unknown = value[index];
        // Only what is composed is told apart by its element; a list of plain values is one field with all of them.
        const inside = isComposed(element) ? { array: value, index, outer: within } : within;
        visit(element, from, inside);
      }
    } else if (isComposed(value)) {
      const ahead = names[from];
      if (ahead === undefined) return;
      for (let more = 0; more < ahead.length; more++) {
        const name = ahead[more] ?? '';
        if (Object.hasOwn(value, name)) visit(Reflect.get(value, name), from + more + 1, within);
      }
    } else if (from === names.length && value !== undefined) {
      if (within === undefined) isOutside = true;
      else present.push(within);
      if (!passes(tests, value as Scalar)) return;
      if (within === undefined) matched = true;
      else matching.push(within);
    }
  }

  visit(event, 0, undefined);
  const canBeAbsent = mayBeAbsent && !isOutside;
  if (matched || (canBeAbsent && present.length === 0)) return true;
  return (matching.length > 0 || canBeAbsent) && { matching, present: canBeAbsent ? present : undefined };
}

function passes(tests: readonly ScalarTest[], value: Scalar): boolean {
  for (const test of tests) {
    if (test(value)) return true;
  }
  return false;
}

function isComposed(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

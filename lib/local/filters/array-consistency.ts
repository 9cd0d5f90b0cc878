/**
 * What several leaves of a pattern ask of one array has to hold in one of its elements. To try every choice of elements
 * for every leaf would take as long as all lists of an event are long, multiplied. But what was chosen matters only as far
 * as leaves to come are in the same arrays, and from each such state the search goes on once.
 */

/** Which element of which array a value is in, innermost first. */
export interface Membership {
  readonly array: object;
  readonly index: number;
  readonly outer: Membership | undefined;
}

/** In which elements of arrays the values of a leaf are, where it matters. */
export interface Found {
  readonly matching: readonly Membership[];
  /** Of those that keep it from being absent; `undefined` where it may not be. */
  readonly present: readonly Membership[] | undefined;
}

/** The element that was chosen of each array that matters to leaves to come. */
type Choice = ReadonlyMap<object, number>;

/**
 * Whether one membership can be chosen for each leaf so that no array is entered at two places. What is in other elements
 * than those chosen so far, in the order of the leaves, is absent.
 */
export function areConsistent(leaves: readonly Found[]): boolean {
  const numbers = new Map<object, number>();
  const lastLeaf = new Map<object, number>();
  for (const [position, { matching, present = [] }] of leaves.entries()) {
    for (const membership of [...matching, ...present]) {
      for (const { array } of chainOf(membership)) {
        if (!numbers.has(array)) numbers.set(array, numbers.size);
        lastLeaf.set(array, position);
      }
    }
  }

  /** The choice without the arrays that no leaf behind this one is in. */
  const relevant = (choice: Choice, position: number): Choice =>
    new Map([...choice].filter(([array]) => (lastLeaf.get(array) ?? -1) > position));
  const textOf = (choice: Choice) =>
    Array.from(choice, ([array, index]) => `${numbers.get(array)}:${index}`)
      .sort()
      .join();

  let choices: ReadonlyMap<string, Choice> = new Map([['', new Map()]]);
  for (const [position, { matching, present }] of leaves.entries()) {
    const next = new Map<string, Choice>();
    for (const choice of choices.values()) {
      const fitting = matching.filter((membership) => fits(membership, choice));
      const followers = fitting.map((membership) => withChosen(choice, membership));
      if (present !== undefined && !present.some((membership) => fits(membership, choice))) followers.push(choice);
      for (const follower of followers) {
        const left = relevant(follower, position);
        next.set(textOf(left), left);
      }
    }
    if (next.size === 0) return false;
    choices = next;
  }
  return true;
}

function fits(membership: Membership, choice: Choice): boolean {
  for (let one: Membership | undefined = membership; one; one = one.outer) {
    const chosen = choice.get(one.array);
    if (chosen !== undefined && chosen !== one.index) return false;
  }
  return true;
}

function withChosen(choice: Choice, membership: Membership): Choice {
  return new Map([...choice, ...chainOf(membership).map(({ array, index }) => [array, index] as const)]);
}

function chainOf(membership: Membership): Membership[] {
  const chain: Membership[] = [];
  for (let one: Membership | undefined = membership; one; one = one.outer) chain.push(one);
  return chain;
}

/**
 * What several leaves of a pattern ask of one array has to hold in one of its elements. To try every choice of elements
 * for every leaf would take as long as all lists of an event are long, multiplied. But what was chosen matters only as far
 * as leaves to come are in the same arrays, and from each such state the search goes on once. Of elements in which the same
 * leaves are, one stands for all.
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
export function areConsistent(found: readonly Found[]): boolean {
  const numbers = numberArrays(found);
  const leaves = withoutTwins(found, numbers);
  const lastLeaf = new Map<object, number>();
  for (const [position, leaf] of leaves.entries()) {
    for (const membership of membershipsOf(leaf)) {
      for (const { array } of chainOf(membership)) lastLeaf.set(array, position);
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
  for (const [position, leaf] of leaves.entries()) {
    const matching = byOutermost(leaf.matching);
    const present = leaf.present && byOutermost(leaf.present);
    const next = new Map<string, Choice>();
    for (const choice of choices.values()) {
      const followers = fitting(matching, choice).map((membership) => withChosen(choice, membership));
      if (present !== undefined && fitting(present, choice).length === 0) followers.push(choice);
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

function numberArrays(leaves: readonly Found[]): ReadonlyMap<object, number> {
  const numbers = new Map<object, number>();
  for (const membership of leaves.flatMap(membershipsOf)) {
    for (const { array } of chainOf(membership)) if (!numbers.has(array)) numbers.set(array, numbers.size);
  }
  return numbers;
}

/**
 * Leaves out the elements of an array that differ from an earlier one in nothing but their index: the same leaves are in
 * both of them, and no further array is. Long lists are mostly of few kinds.
 */
function withoutTwins(leaves: readonly Found[], numbers: ReadonlyMap<object, number>): readonly Found[] {
  const nameOf = ({ array, index }: Membership) => `${numbers.get(array)}:${index}`;
  const traits = new Map<string, string[]>();
  const holdingArrays = new Set<string>();
  for (const [position, { matching, present = [] }] of leaves.entries()) {
    for (const [kind, memberships] of Object.entries({ matching, present })) {
      for (const membership of memberships) {
        const [innermost, ...around] = chainOf(membership).map(nameOf);
        for (const name of around) holdingArrays.add(name);
        const trait = `${position} ${kind} in ${around.join()}`;
        const others = traits.get(innermost ?? '');
        if (others === undefined) traits.set(innermost ?? '', [trait]);
        else others.push(trait);
      }
    }
  }

  const kinds = new Map<string, string>();
  const isFirst = (membership: Membership): boolean => {
    const name = nameOf(membership);
    if (holdingArrays.has(name)) return true;
    const kind = `${numbers.get(membership.array)} ${traits.get(name)?.join('; ')}`;
    if (!kinds.has(kind)) kinds.set(kind, name);
    return kinds.get(kind) === name;
  };
  return leaves.map(({ matching, present }) => ({
    matching: matching.filter(isFirst),
    present: present?.filter(isFirst),
  }));
}

function membershipsOf({ matching, present = [] }: Found): readonly Membership[] {
  return [...matching, ...present];
}

/** Memberships by the outermost element that each is in. */
type ByOutermost = ReadonlyMap<object, ReadonlyMap<number, readonly Membership[]>>;

function byOutermost(memberships: readonly Membership[]): ByOutermost {
  const all = new Map<object, Map<number, Membership[]>>();
  for (const membership of memberships) {
    const outermost = outermostOf(membership);
    const ofArray = all.get(outermost.array) ?? new Map<number, Membership[]>();
    const ofElement = ofArray.get(outermost.index);
    if (ofElement === undefined) ofArray.set(outermost.index, [membership]);
    else ofElement.push(membership);
    all.set(outermost.array, ofArray);
  }
  return all;
}

/** Those that agree with a choice. Elements of an array of which another one was chosen are not looked at. */
function fitting(memberships: ByOutermost, choice: Choice): Membership[] {
  const fit: Membership[] = [];
  for (const [array, elements] of memberships) {
    const chosen = choice.get(array);
    const candidates = chosen === undefined ? [...elements.values()].flat() : (elements.get(chosen) ?? []);
    for (const membership of candidates) if (fits(membership, choice)) fit.push(membership);
  }
  return fit;
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

function outermostOf(membership: Membership): Membership {
  return membership.outer === undefined ? membership : outermostOf(membership.outer);
}

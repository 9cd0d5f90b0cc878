/** The word that is most likely meant; `undefined` where none is like what was typed. */
export function nearest(typed: string, words: Iterable<string>): string | undefined {
  const atMost = Math.max(1, Math.floor(typed.length / 3));
  let best: { word: string; distance: number } | undefined;
  for (const word of words) {
    // Half a word is no mistake, but it has many letters less; and so has the word that somebody has added to.
    const isPart = Math.min(typed.length, word.length) > 1 && (word.startsWith(typed) || typed.startsWith(word));
    const distance = isPart ? 0 : editDistance(typed, word);
    if (distance <= atMost && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { word, distance };
  }
  return best?.word;
}

/**
 * How many letters have to be added, left out, replaced, or exchanged with the next one, to make one word of another
 * (the optimal string alignment distance).
 */
export function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isExchanged =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isExchanged ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length] ?? 0;
}

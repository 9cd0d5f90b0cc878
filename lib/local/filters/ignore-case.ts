/**
 * Where the text can end that is the literal in some case, at the beginning of a longer one. As in event-ruler, each of
 * the literal's UTF-16 units stands for its lower and its upper case, which can be of several characters: a `ß` also for
 * `SS`. A character of two units has no case of its own, and matches nothing.
 */
export function endsIgnoringCase(text: string, literal: string): number[] {
  return literal.split('').reduce<number[]>(
    (ends, unit) => {
      const cases = casesOf(unit);
      const next = ends.flatMap((at) => cases.filter((one) => text.startsWith(one, at)).map((one) => at + one.length));
      return [...new Set(next)];
    },
    [0],
  );
}

/** Whether the text ends with the literal in some case. Read from the end, it takes as long as the literal is. */
export function hasSuffixIgnoringCase(text: string, literal: string): boolean {
  const starts = literal.split('').reduceRight<number[]>(
    (starts, unit) => {
      const cases = casesOf(unit);
      const next = starts.flatMap((at) => cases.filter((one) => text.endsWith(one, at)).map((one) => at - one.length));
      return [...new Set(next)];
    },
    [text.length],
  );
  return starts.length > 0;
}

function casesOf(unit: string): string[] {
  return /[\ud800-\udfff]/.test(unit) ? [] : [...new Set([unit.toLowerCase(), unit.toUpperCase()])];
}

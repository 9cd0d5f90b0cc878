/** The lines that are added and removed, with the header of the block that they are in. */
export function diffLines(before: string, after: string): string[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const common = commonLengths(old, now);
  const changes: string[] = [];
  let header = '';
  let told = '';
  const tell = (sign: string, line: string) => {
    if (line.trim() === '') return;
    if (header !== told && header !== line) changes.push(`  ${header}`);
    told = header;
    changes.push(`${sign} ${line}`);
  };
  for (let [left, right] = [0, 0]; left < old.length || right < now.length; ) {
    const [removed, added] = [old[left], now[right]];
    const line = removed ?? added ?? '';
    const isKept = removed !== undefined && removed === added;
    const isRemoved =
      !isKept &&
      removed !== undefined &&
      (added === undefined || at(common, left + 1, right) >= at(common, left, right + 1));
    const current = isKept || isRemoved ? line : (added ?? '');
    if (/^\S.*\{$/.test(current)) header = current;
    if (!isKept) tell(isRemoved ? '-' : '+', current);
    if (isKept || isRemoved) left++;
    if (isKept || !isRemoved) right++;
  }
  return changes;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

/** The length of the longest common subsequence of what is left from each place on. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let left = old.length - 1; left >= 0; left--)
    for (let right = now.length - 1; right >= 0; right--) {
      const row = lengths[left];
      if (row === undefined) continue;
      row[right] =
        old[left] === now[right]
          ? at(lengths, left + 1, right + 1) + 1
          : Math.max(at(lengths, left + 1, right), at(lengths, left, right + 1));
    }
  return lengths;
}

function at(lengths: readonly (readonly number[])[], left: number, right: number): number {
  return lengths[left]?.[right] ?? 0;
}

/** What is going to be done, as a small table, with what speaks against it. */
export function planLines(
  title: string,
  rows: Readonly<Record<string, string>>,
  warnings: readonly string[],
): string[] {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  const lines = Object.entries(rows).map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
  return [title, ...lines, ...warnings.map((text) => `  ! ${text}`)];
}

/** Which items are read, in words. */
export function itemsText(plan: {
  readonly selection: readonly string[];
  readonly segments: number;
  readonly itemCount: number | undefined;
}): string {
  const { selection, segments, itemCount } = plan;
  const which = selection.length === 0 ? 'all' : selection.join(', ');
  const count = itemCount === undefined ? '' : `, about ${itemCount}`;
  return `${which}${count}${segments === 1 ? '' : `; read in ${segments} segments`}`;
}

/** An option of a rate, in words. */
export function rateText(rate: string | undefined, whenFree: string): string {
  if (rate === undefined) return whenFree;
  const [, units] = /^(.*)wcu$/i.exec(rate) ?? [];
  return `at most ${units === undefined ? `${rate} items` : `${units} write capacity units`} a second`;
}

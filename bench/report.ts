const rows: string[][] = [];
let missed = 0;

/** One line of the table: what was asked for, what came out, and whether that is enough. */
export function report(name: string, wanted: string, measured: string, reached: boolean): void {
  rows.push([name, wanted, measured, reached ? 'yes' : 'NO']);
  if (!reached) missed++;
}

/** A figure beside the targets, which nothing depends on. */
export function tell(name: string, measured: string): void {
  rows.push([name, '', measured, '']);
}

/** Prints the table as Markdown, ready for the README. Gives the number of targets that were missed. */
export function printReport(): number {
  const table = [['case', 'must reach', 'measured', 'reached'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const print = (row: string[]) => console.log(`| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`);
  const [header = [], ...body] = table;
  print(header);
  print(widths.map((width) => '-'.repeat(width)));
  for (const row of body) print(row);
  return missed;
}

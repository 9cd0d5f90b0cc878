import type { ExportPlan, PlannedExport } from './plan-export.js';

/** What is going to be replayed, in lines for people. */
export function describePlan({ from, exports, notes }: ExportPlan): string[] {
  const what = exports.length === 1 ? 'the export' : `${exports.length} exports, one after the other,`;
  return [`Replay of ${what} in ${from}`, ...exports.map(describeExport), ...notes.map((note) => `Note: ${note}`)];
}

function describeExport({ type, tableArn, from, to, itemCount, files }: PlannedExport): string {
  const table = tableArn.replace(/^.*:table\//, '');
  const time = (moment: number) => new Date(moment).toISOString().replace('.000Z', 'Z');
  const when =
    type === 'full'
      ? `as it was at ${time(from)}, each item an INSERT`
      : `its changes from ${time(from)} to ${time(to)}`;
  const items = `${count(itemCount)} ${itemCount === 1 ? 'item' : 'items'}`;
  return `  ${table}, ${when}: ${items} in ${count(files.length)} ${files.length === 1 ? 'file' : 'files'}`;
}

/** A number as people read it. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

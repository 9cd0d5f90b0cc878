import type { RunIdentity } from '../checkpoint.js';
import type { ReplayTable } from './replay-table.js';
import type { Selection } from './selection.js';

/** What tells the items of one run from those of another, in the words of the options. */
export function identityOf(
  { key, index, where, filter }: Selection,
  table: ReplayTable,
  segments: number,
): RunIdentity {
  return {
    table: `${table.arn} (${table.identity})`,
    segments: String(segments),
    key: JSON.stringify(key) ?? 'none',
    index: index ?? 'none',
    where: JSON.stringify(where) ?? 'none',
    filter: JSON.stringify(filter) ?? 'none',
  };
}

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

/** What tells a run with some of the handlers from others. Nothing for a run with all of them, as it always was. */
export function handlersIdentity(handlers: readonly string[] | undefined): RunIdentity {
  return handlers ? { handlers: [...new Set(handlers)].sort().join(', ') } : {};
}

import type { StreamViewType } from '../records/wire.js';
import type { EventSourceConfig } from './config.js';
import type { DeclaredRoute } from './declared-route.js';
import { deriveFilters, type FilterCriteria } from './filters/derive-filters.js';
import { mayHear } from './heard-table.js';
import { neededViewType } from './view-type.js';

/** What has to be deployed so that handlers hear one table: its stream, and the event source mapping. */
export interface Source {
  /** The table's name, or a regular expression between slashes; absent where handlers hear every table. */
  readonly table?: string;
  /** The least that the table's stream has to carry. */
  readonly viewType: StreamViewType;
  readonly eventSource: EventSourceConfig;
  /** No filters where every record is wanted, or `filters: 'none'` was asked for. */
  readonly filterCriteria: FilterCriteria;
  /** A sentence for each thing that the filters leave to the handlers' own matching. */
  readonly widened: readonly string[];
}

/** The sources of all handlers, by table, in the order of declaration. */
export function sourcesOf(declared: readonly DeclaredRoute[], eventSource: EventSourceConfig): Source[] {
  const tables = new Map(declared.map(({ table }) => [String(table ?? ''), table]));
  // Who hears every table hears those that others name.
  if (tables.size > 1) tables.delete('');
  return Array.from(tables, ([text, table]) => {
    const routes = declared.filter((route) => mayHear(route.table, table));
    const { filterCriteria, widened } = deriveFilters(routes, eventSource);
    return {
      ...(table === undefined ? {} : { table: text }),
      viewType: neededViewType(routes.map(({ eventNames, declaration: { paths } }) => ({ eventNames, paths }))),
      eventSource,
      filterCriteria,
      widened,
    };
  });
}

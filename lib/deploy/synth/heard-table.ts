import type { RouteDescription } from '../../manifest.js';
import { namesTable, type TableName } from '../../routing/table.js';

/** What `--table` and messages call the tables of handlers that hear every one. */
export const EVERY_TABLE = '*';

/** The table's name, or the expression that a manifest has between slashes: no table has a slash in its name. */
export function tableOf(text: string | undefined): TableName {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text ?? '') ?? [];
  return source === undefined ? text : new RegExp(source, flags);
}

/** Whether the text of a manifest names this very table. */
export function hears(text: string | undefined, table: string): boolean {
  return namesTable(tableOf(text), table);
}

/** The routes whose records may come through a source, as the source's filters were derived from them. */
export function routesOf(source: string | undefined, routes: readonly RouteDescription[]): RouteDescription[] {
  const table = tableOf(source);
  return routes.filter((route) => {
    if (source === undefined || route.table === undefined || route.table === source) return true;
    if (typeof table === 'string') return hears(route.table, table);
    // What two expressions share cannot be known.
    return tableOf(route.table) instanceof RegExp || hears(source, route.table);
  });
}

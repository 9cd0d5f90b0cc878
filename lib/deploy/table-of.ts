import { namesTable, type TableName } from '../routing/table.js';

/** The table of a route or a source, as the manifest writes it: a regular expression stands between slashes. */
export function tableOf(text: string | undefined): TableName {
  // No table's name has a slash.
  const [, source, flags] = /^\/(.*)\/(\w*)$/s.exec(text ?? '') ?? [];
  return source === undefined ? text : new RegExp(source, flags);
}

/** Whether a record of the source's tables may be one that the route hears. What two expressions share cannot be known. */
export function mayHear(route: string | undefined, source: string | undefined): boolean {
  const [heard, table] = [tableOf(route), tableOf(source)];
  if (heard === undefined || route === source) return true;
  if (typeof table === 'string') return namesTable(heard, table);
  return table instanceof RegExp && (heard instanceof RegExp || namesTable(table, heard));
}

import { namesTable, type TableName } from '../routing/table.js';

/** Slashes enclose an expression: no table has one in its name. */
const EXPRESSION = /^\/(.+)\/([a-z]*)$/s;

/** Whether a manifest's text for tables is a regular expression, and no name. */
export function isExpression(text: string): boolean {
  return tableOf(text) instanceof RegExp;
}

/** The tables that a route or a source of a manifest is about, as `@Table` named them. */
export function tableOf(text: string | undefined): TableName {
  const [, expression, flags] = EXPRESSION.exec(text ?? '') ?? [];
  if (expression === undefined) return text;
  try {
    return new RegExp(expression, flags);
  } catch {
    // Of a manifest that no decorator made.
    return text;
  }
}

/** Whether the table of this name is among those that the text of a manifest is about. */
export function hears(text: string | undefined, name: string): boolean {
  return text === name || namesTable(tableOf(text), name);
}

/** Whether a record of a source's tables may be one that a route hears. What two expressions share cannot be known. */
export function mayHear(route: TableName, source: TableName): boolean {
  if (route === undefined || String(route) === String(source)) return true;
  if (typeof source === 'string') return namesTable(route, source);
  return source instanceof RegExp && (route instanceof RegExp || namesTable(source, route));
}

/** The routes that a source's filters are derived from. */
export function routesOf<Route extends { readonly table?: string }>(
  source: { readonly table?: string },
  routes: readonly Route[],
): Route[] {
  const table = tableOf(source.table);
  return routes.filter((route) => mayHear(tableOf(route.table), table));
}

/** The source of a table. One of its own name is about all who hear it, those with expressions too. */
export function sourceOf<Source extends { readonly table?: string }>(
  name: string,
  sources: readonly Source[],
): Source | undefined {
  return sources.find(({ table }) => table === name) ?? sources.find(({ table }) => hears(table, name));
}

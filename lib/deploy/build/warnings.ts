import type { Source } from '../../event-source/sources.js';
import type { LoadedManifest } from '../../loading/load-manifest.js';
import type { RouteDescription } from '../../manifest.js';

/** What of a function may not be meant: handlers that it does not run, and filters that keep nothing out. */
export function warningsOf({ exportName, manifest, others }: LoadedManifest): string[] {
  const notRun = others.map(({ exportName: other, manifest: { routes } }) => {
    const tables = [...new Set(routes.map(({ table = 'every table' }) => table))].join(', ');
    return `${other}, which hears ${tables}, is not deployed: the function runs ${exportName} alone`;
  });
  return [...notRun, ...manifest.sources.flatMap((source) => widenedToEverything(source, manifest.routes))];
}

/** Filters of handlers that only want some records, but that Lambda's filters cannot tell from the others. */
function widenedToEverything(
  { table, eventSource: { filters = 'derived' }, filterCriteria }: Source,
  routes: readonly RouteDescription[],
): string[] {
  if (filters !== 'derived' || filterCriteria.Filters.length > 0) return [];
  const ofTable = routes.filter((route) => [undefined, table].includes(route.table) || route.table?.startsWith('/'));
  const wanted = new Set(ofTable.filter((route) => !isNarrow(route)).flatMap(({ eventNames }) => eventNames));
  if (wanted.size === 3) return [];
  const narrow = [...new Set(ofTable.filter(isNarrow).map(({ id }) => id))].join(', ');
  return [
    `every record of ${table ?? 'every table'} invokes the function: Lambda's filters cannot say which ones ${narrow} wants`,
  ];
}

function isNarrow({ patterns, tablePatterns, paths, opaque }: RouteDescription): boolean {
  return opaque === true || paths !== undefined || isAsking(patterns) || isAsking(tablePatterns);
}

function isAsking(patterns: RouteDescription['patterns']): boolean {
  return patterns !== undefined && Object.keys(patterns).length > 0;
}

import { routesOf } from '../event-source/heard-table.js';
import type { Source } from '../event-source/sources.js';
import type { Manifest, RouteDescription } from '../manifest.js';
import { EVENT_NAMES } from '../routing/route.js';

/** A sentence for each source that is left without a filter, though handlers want only some of its records. */
export function widenedToEverything({ sources, routes }: Manifest): string[] {
  return sources.flatMap((source) => warningOf(source, routesOf(source, routes)));
}

function warningOf(source: Source, routes: readonly RouteDescription[]): string[] {
  const { table = 'every table', filterCriteria, eventSource, widened } = source;
  if (filterCriteria.Filters.length > 0 || (eventSource.filters ?? 'derived') !== 'derived') return [];
  const unconditional = routes.filter((route) => !isNarrow(route)).flatMap(({ eventNames }) => eventNames);
  if (EVENT_NAMES.every((name) => unconditional.includes(name))) return [];
  const narrow = [...new Set(routes.filter(isNarrow).map(({ id }) => id))];
  const why = widened.length > 0 ? ` (${widened.join('; ')})` : '';
  return [
    `every record of ${table} invokes the function, though ${narrow.join(', ')} ${narrow.length === 1 ? 'wants' : 'want'} ` +
      `only some: Lambda's filters cannot say which${why}`,
  ];
}

function isNarrow({ patterns, tablePatterns, paths, opaque }: RouteDescription): boolean {
  return opaque === true || paths !== undefined || isAsking(patterns) || isAsking(tablePatterns);
}

function isAsking(patterns: RouteDescription['patterns']): boolean {
  return patterns !== undefined && Object.keys(patterns).length > 0;
}

import type { Source } from '../../event-source/sources.js';
import type { Manifest, RouteDescription } from '../../manifest.js';
import { EVENT_NAMES } from '../../routing/route.js';
import { routesOf } from './heard-table.js';
import { labelOf } from './table-options.js';

/** What is worth a second look, though it can be deployed. */
export function synthWarnings({ sources, routes }: Manifest): string[] {
  return sources.flatMap((source) => widenedToEverything(source, routesOf(source.table, routes)));
}

/** No filters are left, though nobody asked for every record. */
function widenedToEverything(source: Source, routes: readonly RouteDescription[]): string[] {
  if (source.filterCriteria.Filters.length > 0 || source.eventSource.filters === 'none') return [];
  const unconditional = routes.filter(hasNoCondition).flatMap(({ eventNames }) => eventNames);
  if (EVENT_NAMES.every((name) => unconditional.includes(name))) return [];
  const asking = [...new Set(routes.filter((route) => !hasNoCondition(route)).map(({ id }) => id))];
  const why = source.widened.length > 0 ? ` ${source.widened.join(' ')}` : '';
  return [
    `${labelOf(source)}: every record will invoke the function, though ${asking.join(', ')} ` +
      `${asking.length === 1 ? 'wants' : 'want'} only some: no filter that Lambda has says which.${why}`,
  ];
}

function hasNoCondition({ patterns = {}, tablePatterns = {}, paths, opaque }: RouteDescription): boolean {
  const isEmpty = (filter: object) => Object.keys(filter).length === 0;
  return isEmpty(patterns) && isEmpty(tablePatterns) && paths === undefined && opaque === undefined;
}

import { checkPatterns, mappingPatterns } from '../../event-source/mapping-patterns.js';
import type { Source } from '../../event-source/sources.js';
import type { StreamService } from '../../event-source/stream-access.js';
import type { RouteDescription } from '../../manifest.js';
import { handlersOfFilters } from './handlers-of-filters.js';

/** One filter of a mapping, and the ids of the handlers whose records it lets through; none where that is not known. */
export interface Filter {
  readonly pattern: string;
  readonly handlers: readonly string[];
}

/** The filters of a mapping. @throws ConfigurationError for one that is longer than Lambda takes */
export function filtersOf(
  source: Source,
  routes: readonly RouteDescription[],
  service: StreamService,
  label: string,
): Filter[] {
  const patterns = mappingPatterns(source, service);
  checkPatterns(patterns, label);
  const handlers = handlersOfFilters(source, routes);
  return patterns.map((pattern, index) => ({ pattern, handlers: handlers[index] ?? [] }));
}

/** What there is to say above the filters of a source. */
export function filterNotes({ filterCriteria, eventSource, widened }: Source): string[] {
  const { filters } = eventSource;
  if (filters === 'none') return ['No filters, as eventSource.filters says "none": every record invokes the function.'];
  if (Array.isArray(filters)) return ["The filters are eventSource's own."];
  const none = filterCriteria.Filters.length === 0 ? ['No filters: every record may be one that a handler wants.'] : [];
  const left = widened.length > 0 ? ['Left to the handlers, for Lambda cannot filter by it:'] : [];
  return [...none, ...left, ...widened.map((sentence) => `- ${sentence}`)];
}

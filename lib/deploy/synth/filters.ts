import { ConfigurationError } from '../../errors.js';
import type { EventSourceConfig } from '../../event-source/config.js';
import type { Source } from '../../event-source/sources.js';
import type { RouteDescription } from '../../manifest.js';
import { handlersOf } from './handlers-of-filter.js';

/** One filter of a mapping, and the ids of the handlers that want what it lets through. */
export interface Filter {
  readonly pattern: string;
  readonly handlers: readonly string[];
}

/** AWS's limits: filters of a mapping without a raised quota, and characters of a pattern. */
const DEFAULT_MAXIMUM_FILTERS = 5;
const MAXIMUM_PATTERN = 4096;

/**
 * The filters of a mapping. Those of a Kinesis data stream see the change inside of `data`, decoded.
 *
 * @throws ConfigurationError for more filters than Lambda takes, and longer ones
 */
export function filtersOf(source: Source, routes: readonly RouteDescription[], service: string, label: string) {
  const isOwn = Array.isArray(source.eventSource.filters);
  const filters = source.filterCriteria.Filters.map(({ Pattern }): Filter => {
    const pattern = service === 'kinesis' ? inData(Pattern) : Pattern;
    return { pattern, handlers: isOwn ? [] : handlersOf(Pattern, routes) };
  });
  checkCount(filters.length, source.eventSource, label);
  const tooLong = filters.find(({ pattern }) => pattern.length > MAXIMUM_PATTERN);
  if (tooLong)
    throw new ConfigurationError(
      `${label}: found a filter of ${tooLong.pattern.length} characters, which Lambda refuses, expected at most ` +
        `${MAXIMUM_PATTERN}: ask for less in the patterns, or set eventSource.filters to "none"`,
    );
  return filters;
}

function checkCount(count: number, eventSource: EventSourceConfig, label: string): void {
  const { maximumFilters = DEFAULT_MAXIMUM_FILTERS }: EventSourceConfig & { readonly maximumFilters?: number } =
    eventSource;
  if (count <= maximumFilters) return;
  throw new ConfigurationError(
    `${label}: found ${count} filters, expected at most ${maximumFilters}: join patterns, or raise the quota of filters ` +
      'in your AWS account (to 10) and set eventSource.maximumFilters',
  );
}

/** A filter of one's own may be about `data` already. */
function inData(pattern: string): string {
  const parsed: unknown = JSON.parse(pattern);
  return JSON.stringify(Object.hasOwn(Object(parsed), 'data') ? parsed : { data: parsed });
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

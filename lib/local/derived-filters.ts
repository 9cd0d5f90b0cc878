import { parseArn } from '../event-source/arn.js';
import type { EventSourceConfig } from '../event-source/config.js';
import { sourceOf } from '../event-source/heard-table.js';
import { bootstrapped } from '../loading/bootstrapped.js';
import type { StreamHandler } from '../loading/lambda-handler.js';

/**
 * The configuration with the filters that a deployed mapping would have, where it asks for derived ones. Without that word
 * nothing is filtered: the handlers match anyway, and whoever tests wants to see what reaches them.
 */
export function withDerivedFilters(
  config: EventSourceConfig,
  handler: StreamHandler,
  streamArn: string,
): EventSourceConfig {
  const sources = config.filters === 'derived' ? bootstrapped(handler)?.manifest.sources : undefined;
  const [, table] = parseArn(streamArn)?.resource.split('/') ?? [];
  const source = sources && table !== undefined ? sourceOf(table, sources) : undefined;
  if (source === undefined) return config;
  return { ...config, filters: source.filterCriteria.Filters.map(({ Pattern }): object => JSON.parse(Pattern)) };
}

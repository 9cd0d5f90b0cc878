import type { DispatchingHandler } from '../bootstrap-observer.js';
import { parseArn } from '../event-source/arn.js';
import type { EventSourceConfig } from '../event-source/config.js';
import { sourceOf } from '../event-source/heard-table.js';
import { mappingPatterns } from '../event-source/mapping-patterns.js';
import { MAX_FILTERS } from './mapping/settings.js';

/**
 * The configuration with the filters that a deployed mapping would have, where it asks for derived ones. Without that word
 * nothing is filtered: the handlers match anyway, and whoever tests wants to see what reaches them.
 */
export function withDerivedFilters(
  config: EventSourceConfig,
  onstream: DispatchingHandler | undefined,
  streamArn: string,
): EventSourceConfig {
  const sources = config.filters === 'derived' ? onstream?.manifest.sources : undefined;
  const { service, resource = '' } = parseArn(streamArn) ?? {};
  if (sources === undefined) return config;
  // The ARN of a Kinesis data stream names no table: its records may be of every table that a handler wants.
  if (service === 'kinesis') return { ...config, filters: anyOf(sources.map((one) => mappingPatterns(one, service))) };
  const [, table] = resource.split('/');
  const source = table === undefined ? undefined : sourceOf(table, sources);
  return source === undefined ? config : { ...config, filters: anyOf([mappingPatterns(source, 'dynamodb')]) };
}

/** The filters of all; none where one of them lets everything through, or where they are more than a mapping takes. */
function anyOf(patterns: readonly (readonly string[])[]): object[] {
  const all = patterns.flat();
  if (patterns.some(({ length }) => length === 0) || all.length > MAX_FILTERS) return [];
  return all.map((pattern): object => JSON.parse(pattern));
}

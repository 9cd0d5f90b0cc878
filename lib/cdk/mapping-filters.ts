import { ConfigurationError } from '../errors.js';
import type { Source } from '../event-source/sources.js';

/** Characters; Lambda refuses longer ones. */
const MAXIMUM_PATTERN = 4096;

/**
 * The filters of a mapping; a Kinesis data stream's see the change inside of `data`, decoded.
 *
 * @throws ConfigurationError for one that is too long
 */
export function mappingFilters(
  name: string,
  { filterCriteria: { Filters } }: Source,
  service: 'dynamodb' | 'kinesis',
): { pattern: string }[] {
  return Filters.map(({ Pattern }) => {
    const pattern = service === 'kinesis' ? inData(Pattern) : Pattern;
    if (pattern.length <= MAXIMUM_PATTERN) return { pattern };
    throw new ConfigurationError(
      `tables.${name}: found a filter of ${pattern.length} characters, expected ${MAXIMUM_PATTERN} at the most: ask for ` +
        "less in the patterns, or set eventSource.filters to 'none'",
    );
  });
}

/** A filter of one's own may be about `data` already. */
function inData(pattern: string): string {
  const parsed: unknown = JSON.parse(pattern);
  return JSON.stringify(Object.hasOwn(Object(parsed), 'data') ? parsed : { data: parsed });
}

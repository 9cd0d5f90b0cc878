import { ConfigurationError } from '../errors.js';
import { inData } from './filters/in-data.js';
import { MAX_LENGTH } from './filters/limits.js';
import type { Source } from './sources.js';
import type { StreamService } from './stream-access.js';

/** The patterns of a source's filters, as a mapping of such a stream takes them. */
export function mappingPatterns({ filterCriteria: { Filters } }: Source, service: StreamService): string[] {
  return Filters.map(({ Pattern }) => (service === 'kinesis' ? inData(Pattern) : Pattern));
}

/** @throws ConfigurationError for a pattern that Lambda would refuse; derived ones are never that long */
export function checkPatterns(patterns: readonly string[], where: string): void {
  const tooLong = patterns.find((pattern) => pattern.length > MAX_LENGTH);
  if (tooLong === undefined) return;
  throw new ConfigurationError(
    `${where}: found a filter of ${tooLong.length} characters, expected at most ${MAX_LENGTH}, or Lambda refuses it: ` +
      'shorten the one in eventSource.filters, or leave filters out, so that they are derived',
  );
}

import { ConfigurationError, isObject, unexpected } from '../errors.js';
import { inData } from './filters/in-data.js';
import { MAX_LENGTH } from './filters/limits.js';
import type { Source } from './sources.js';
import type { StreamService } from './stream-access.js';

/** The patterns of a source's filters, as a mapping of such a stream takes them. */
export function mappingPatterns({ filterCriteria: { Filters } }: Source, service: StreamService): string[] {
  return Filters.map(({ Pattern }) => (service === 'kinesis' ? inData(Pattern) : Pattern));
}

/** @throws ConfigurationError for a pattern that Lambda would refuse, as the code's own ones may be */
export function checkPatterns(patterns: readonly string[], where: string): void {
  for (const pattern of patterns) {
    if (pattern.length > MAX_LENGTH)
      throw new ConfigurationError(
        `${where}: found a filter of ${pattern.length} characters, expected at most ${MAX_LENGTH}, or Lambda refuses it: ` +
          'shorten the one in eventSource.filters, or leave filters out, so that they are derived',
      );
    checkLeaves(JSON.parse(pattern), `${where}: a filter of eventSource.filters`);
  }
}

/** What Lambda lets values be is its own to tell. */
function checkLeaves(pattern: unknown, where: string): void {
  if (Array.isArray(pattern) && pattern.length > 0) return;
  if (!isObject(pattern)) throw unexpected(where, pattern, 'an array of values, as in { "eventName": ["INSERT"] }');
  for (const [name, inner] of Object.entries(pattern)) checkLeaves(inner, `${where}.${name}`);
}

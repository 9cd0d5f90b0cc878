import { mappingPatterns } from '../../event-source/mapping-patterns.js';
import type { Source } from '../../event-source/sources.js';
import type { StreamService } from '../../event-source/stream-access.js';
import type { DeployedMapping } from './deployed.js';
import { compareFilters } from './filter-coverage.js';
import type { Difference } from './finding.js';

const DEPLOY = 'Deploy the derived filters, such as onstream synth writes them.';

/** Whether the mapping's filters let through what the handlers want. */
export function diagnoseFilters(mapping: DeployedMapping, source: Source, service: StreamService): Difference[] {
  const check = 'filters';
  const wanted = mappingPatterns(source, service);
  const needed = listed(wanted);
  const error = mapping.FilterCriteriaError;
  if (error != null) {
    const why = [error.ErrorCode, error.Message].filter(Boolean).join(': ');
    const advice =
      'Allow lambda:GetEventSourceMapping, and kms:Decrypt on their key where they are encrypted, and run this again.';
    return [{ severity: 'warning', check, deployed: `cannot be read (${why})`, needed, advice }];
  }
  const patterns = [mapping.FilterCriteria?.Filters ?? []].flat().map((filter) => String(filter?.Pattern));
  const deployed = listed(patterns);
  switch (compareFilters(patterns, wanted)) {
    case 'equal':
      return [];
    case 'wider': {
      if (patterns.length > 0)
        return [{ severity: 'warning', check, deployed, needed, advice: `They are wider than needed. ${DEPLOY}` }];
      const advice = `Nothing is lost, but records that nobody wants are billed. ${DEPLOY}`;
      return [{ severity: 'hint', check, deployed, needed, advice }];
    }
    case 'narrower or unknown': {
      const advice = `They are stale, and may keep records from handlers that want them. ${DEPLOY}`;
      return [{ severity: 'loses data', check, deployed, needed, advice }];
    }
  }
}

function listed(patterns: readonly string[]): string {
  return patterns.length === 0
    ? 'every record, without filters'
    : patterns.map((pattern) => pattern || 'a pattern without text').join(' or ');
}

import { EVENT_NAMES } from '../routing/route.js';
import type { EventSourceConfig } from './config.js';
import type { DeclaredRoute } from './declared-route.js';
import type { FilterCriteria } from './sources.js';

/** What the filters of a mapping are, and what they had to leave to the in-process match. */
export interface DerivedFilters {
  readonly filterCriteria: FilterCriteria;
  readonly widened: readonly string[];
}

export function deriveFilters(routes: readonly DeclaredRoute[], { filters }: EventSourceConfig): DerivedFilters {
  const eventName = EVENT_NAMES.filter((name) => routes.some(({ eventNames }) => eventNames.includes(name)));
  const patterns: readonly object[] =
    filters === 'none' || eventName.length === 3 ? [] : Array.isArray(filters) ? filters : [{ eventName }];
  return {
    filterCriteria: { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) },
    widened: [],
  };
}

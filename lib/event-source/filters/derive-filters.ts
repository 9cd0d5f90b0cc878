import { unexpected } from '../../errors.js';
import type { EventSourceConfig } from '../config.js';
import type { DeclaredRoute } from '../declared-route.js';
import { clausesOf } from './clause.js';
import { fitting } from './fit.js';
import { MAX_FILTERS } from './limits.js';
import { apart, shortened } from './shorten.js';
import { reasonsOf, simplified } from './simplify.js';

/** AWS's parameter of an event source mapping. */
export interface FilterCriteria {
  readonly Filters: readonly { readonly Pattern: string }[];
}

/** What lets through every record that a handler wants. */
export interface DerivedFilters {
  /** No filters where every record is wanted. */
  readonly filterCriteria: FilterCriteria;
  /** A sentence for each thing that the filters leave to the handlers' own match. */
  readonly widened: readonly string[];
  /** For each filter the ids of the handlers whose records it lets through, where it is derived. */
  readonly handlers: readonly (readonly string[])[];
}

/**
 * Derives the filters of a mapping from what its handlers want. For every record that a handler matches, one of them
 * matches: where Lambda's language cannot say what a decorator says, or its limits do not let it, they ask for less.
 *
 * @throws ConfigurationError where the configuration has more filters of its own than AWS takes
 */
export function deriveFilters(routes: readonly DeclaredRoute[], eventSource: EventSourceConfig): DerivedFilters {
  const { filters, maximumFilters = MAX_FILTERS } = eventSource;
  if (filters === 'none') return { filterCriteria: criteria([]), widened: [], handlers: [] };
  if (typeof filters === 'object') {
    if (filters.length > maximumFilters)
      throw unexpected(
        'bootstrap.eventSource.filters',
        filters,
        `at most ${maximumFilters}, or a raised maximumFilters`,
      );
    return { filterCriteria: criteria(filters), widened: [], handlers: [] };
  }
  const declaredIds = [...new Set(routes.map(({ id }) => id))];
  const clauses = routes.flatMap(clausesOf).flatMap(apart).map(shortened);
  if (clauses.length === 0) {
    const widened = [
      `${declaredIds.join(', ')}: no record gets past @Table, so nothing is asked for and all of them pass`,
    ];
    return { filterCriteria: criteria([]), widened, handlers: [] };
  }
  const fitted = fitting(simplified(clauses), maximumFilters);
  // In the order of declaration, which what becomes of the clauses does not keep.
  const declaredReasons = reasonsOf(clauses).filter((reason) => fitted.widened.includes(reason));
  return {
    filterCriteria: criteria(fitted.filters.map(({ pattern }) => pattern)),
    widened: [...new Set([...declaredReasons, ...fitted.widened])],
    handlers: fitted.filters.map(({ ids }) => declaredIds.filter((id) => ids.includes(id))),
  };
}

function criteria(patterns: readonly object[]): FilterCriteria {
  return { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) };
}

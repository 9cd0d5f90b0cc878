import type { DeclaredRoute } from '../../event-source/declared-route.js';
import { deriveFilters } from '../../event-source/filters/derive-filters.js';
import { tableOf } from '../../event-source/heard-table.js';
import type { Source } from '../../event-source/sources.js';
import type { RouteDescription } from '../../manifest.js';

/**
 * For each filter of a source the ids of the handlers whose records it lets through, in a comment. A manifest does not
 * tell, so the filters are derived from its routes again. Where others come of that, nothing is said: a manifest from
 * elsewhere, or a text that looks like a bigint as the manifest writes them.
 */
export function handlersOfFilters(
  { filterCriteria, eventSource }: Source,
  routes: readonly RouteDescription[],
): readonly (readonly string[])[] {
  const derived = deriveFilters(routes.map(declaredRoute), eventSource);
  const isSame = JSON.stringify(derived.filterCriteria) === JSON.stringify(filterCriteria);
  return isSame ? derived.handlers : [];
}

/** What was declared, as far as filters can tell: of `when`, nothing but its existence is known. */
function declaredRoute({ id, table, eventNames, paths, patterns, tablePatterns }: RouteDescription): DeclaredRoute {
  return {
    id,
    table: tableOf(table),
    eventNames,
    declaration: { decorator: paths === undefined ? 'OnAny' : 'OnChange', paths, filter: withBigints(patterns) },
    tableFilter: withBigints(tablePatterns),
    filterOf: '@Table',
  };
}

/** Matchers of text, whose operands are never bigints. */
const OF_TEXT = new Set(['prefix', 'suffix', 'wildcard', 'equals-ignore-case']);

function withBigints(patterns: RouteDescription['patterns']): unknown {
  if (patterns === undefined) return undefined;
  return JSON.parse(JSON.stringify(patterns), (name, value) =>
    typeof value === 'string' && /^-?\d+n$/.test(value) && !OF_TEXT.has(name) ? BigInt(value.slice(0, -1)) : value,
  );
}

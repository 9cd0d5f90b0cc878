import { isExpression, routesOf } from '../../event-source/heard-table.js';
import type { Source } from '../../event-source/sources.js';
import type { Manifest, RouteDescription } from '../../manifest.js';
import { visible } from '../../terminal/visible.js';
import { routeWords } from './route-words.js';

/** What a diagram shows: tables, what passes from each, and who hears it. All texts can be drawn. */
export interface Flow {
  readonly tables: readonly TableNode[];
  /** The ids of the handlers, in the order of declaration. */
  readonly handlers: readonly string[];
}

export interface TableNode {
  readonly name: string;
  readonly viewType: string;
  readonly filters: readonly FilterNode[];
  /** A sentence for each thing that Lambda's filters leave to the handlers' own matching. */
  readonly widened: readonly string[];
}

/** What one or more handlers want of a table. */
export interface FilterNode {
  readonly phrases: readonly string[];
  readonly handlers: readonly string[];
  /** Lambda lets through more than this, and the rest is decided in the function. */
  readonly isWidened: boolean;
}

export function flowOf({ routes, sources }: Manifest): Flow {
  return {
    tables: sources.map((source) => tableNode(source, routes)),
    handlers: [...new Set(routes.map(({ id }) => visible(id)))],
  };
}

function tableNode(source: Source, routes: readonly RouteDescription[]): TableNode {
  const heard = routesOf(source, routes);
  // A sentence that names no handler is about all of them.
  const isAboutAll = source.widened.some((sentence) => !heard.some(({ id }) => names(sentence, id)));
  const filters = new Map<string, { phrases: string[]; handlers: Set<string>; isWidened: boolean }>();
  for (const route of heard) {
    const isWidened =
      isAboutAll || route.opaque === true || source.widened.some((sentence) => names(sentence, route.id));
    const phrases = routeWords(route).map(visible);
    const key = JSON.stringify([phrases, isWidened]);
    const filter = filters.get(key) ?? { phrases, handlers: new Set(), isWidened };
    filter.handlers.add(visible(route.id));
    filters.set(key, filter);
  }
  return {
    name: tableName(source.table),
    viewType: source.viewType,
    filters: Array.from(filters.values(), (filter) => ({ ...filter, handlers: [...filter.handlers] })),
    widened: source.widened.map(visible),
  };
}

function tableName(table: string | undefined): string {
  if (table === undefined) return 'every table';
  return visible(isExpression(table) ? `tables like ${table}` : table);
}

/** Whether the sentence is about this handler, and not about one whose id merely begins or ends like it. */
function names(sentence: string, id: string): boolean {
  const isPartOfId = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}_$#]/u.test(character);
  for (let at = sentence.indexOf(id); at >= 0; at = sentence.indexOf(id, at + 1)) {
    const after = sentence.slice(at + id.length);
    if (!isPartOfId(sentence[at - 1]) && !isPartOfId(after[0])) return true;
  }
  return false;
}

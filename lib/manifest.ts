import type { EventSourceConfig } from './event-source/config.js';
import type { DeclaredRoute } from './event-source/declared-route.js';
import type { Source } from './event-source/sources.js';
import type { EventName } from './records/stream-record.js';

/** One decorator, as data. */
export interface RouteDescription {
  /** The handler's id, such as `OrderHandlers.shipped`; a method with several decorators has a route for each. */
  readonly id: string;
  /** The table's name, or a regular expression between slashes; absent where every table is heard. */
  readonly table?: string;
  readonly eventNames: readonly EventName[];
  /** The paths of `@OnChange`. */
  readonly paths?: readonly string[];
  /** What the decorator's filter asks for, by its keys; bigints as text with an `n`. */
  readonly patterns?: Readonly<Record<string, unknown>>;
  /** What `@Table`'s filter asks for in addition. */
  readonly tablePatterns?: Readonly<Record<string, unknown>>;
  /** A `when` function takes part, of which nothing but its existence is known. */
  readonly opaque?: true;
}

/** What the decorators say, as JSON: everything that deploys, draws or explains the handlers reads this. */
export interface Manifest {
  readonly routes: readonly RouteDescription[];
  /** `bootstrap`'s `eventSource`, with the `functionResponseTypes` that follow from `reportBatchItemFailures`. */
  readonly eventSource: EventSourceConfig;
  /**
   * What has to be deployed for each table. A bundle made for Lambda leaves it out, as deriving it is work for those who
   * deploy: load the module as it is, or read the `manifest.json` that `onstream build` writes.
   */
  readonly sources: readonly Source[];
}

/** Describes what a decorator was told, once it is known to be sound. */
export function describeRoute({ id, table, eventNames, declaration, tableFilter }: DeclaredRoute): RouteDescription {
  const { paths, filter } = declaration;
  const { on, ...patterns } = Object(filter);
  const description = {
    id,
    table: table && String(table),
    eventNames,
    paths: paths && [paths].flat(),
    patterns: filter && patterns,
    tablePatterns: tableFilter,
    opaque: (patterns.when ?? Object(tableFilter).when) && true,
  };
  // A copy, which JSON can hold and nobody else can change. JSON leaves functions out.
  return JSON.parse(JSON.stringify(description, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)));
}

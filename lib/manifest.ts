import type { EventSourceConfig } from './event-source/config.js';
import type { EventName } from './records/stream-record.js';
import type { Declaration } from './routing/declaration.js';
import type { TableName } from './routing/table.js';

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
}

/** Describes what a decorator was told, once it is known to be sound. */
export function describeRoute(
  id: string,
  table: TableName,
  eventNames: readonly EventName[],
  { paths, filter }: Declaration,
  tablePatterns: unknown,
): RouteDescription {
  const { on, ...patterns } = Object(filter);
  const description = {
    id,
    table: table && String(table),
    eventNames,
    paths: paths && [paths].flat(),
    patterns: filter && patterns,
    tablePatterns,
    opaque: (patterns.when ?? Object(tablePatterns).when) && true,
  };
  // A copy, which JSON can hold and nobody else can change. JSON leaves functions out.
  return JSON.parse(JSON.stringify(description, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)));
}

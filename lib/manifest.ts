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
  /** What the filter asks for, by its keys; bigints beyond the safe range as text with an `n`. */
  readonly patterns?: Readonly<Record<string, unknown>>;
  /** What `@Table`'s filter asks for in addition. */
  readonly tablePatterns?: Readonly<Record<string, unknown>>;
  /** A `when` function takes part, of which nothing but its existence is known. */
  readonly opaque?: true;
}

/** What the decorators say, as JSON: everything that deploys, draws or explains the handlers reads this. */
export interface Manifest {
  readonly routes: readonly RouteDescription[];
}

/** Describes what a decorator was told, once it is known to be sound. */
export function describeRoute(
  id: string,
  table: TableName,
  eventNames: readonly EventName[],
  { paths, filter }: Declaration,
  tableFilter: Readonly<Record<string, unknown>>,
): RouteDescription {
  const own = typeof filter === 'object' && filter !== null ? { ...filter } : {};
  const opaque = 'when' in own || 'when' in tableFilter;
  return asJson({
    id,
    table: table.text,
    eventNames,
    paths: paths === undefined ? undefined : [paths].flat(),
    patterns: patternsOf(own),
    tablePatterns: patternsOf(tableFilter),
    opaque: opaque || undefined,
  });
}

function patternsOf(filter: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const { when, on, ...patterns } = filter;
  return Object.keys(patterns).length === 0 ? undefined : patterns;
}

/** A copy that JSON can hold and nobody else can change. */
function asJson(value: object): RouteDescription {
  return JSON.parse(JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? bigintAsJson(inner) : inner)));
}

function bigintAsJson(value: bigint): number | string {
  return BigInt.asIntN(53, value) === value ? Number(value) : `${value}n`;
}

import { nameClasses, uniqueName } from './class-names.js';
import { logLateFailure } from './dispatch/failure.js';
import { HandlerError } from './dispatch/handler-error.js';
import type { Log } from './dispatch/log.js';
import type { Plan } from './dispatch/plan.js';
import { unsubscribedWarning } from './dispatch/unsubscribed.js';
import { ConfigurationError } from './errors.js';
import type { DeclaredRoute } from './event-source/declared-route.js';
import { groupOf, type Resolve } from './groups.js';
import { type NumberMode, numberConverter } from './records/number.js';
import type { EventName } from './records/stream-record.js';
import { tableReader } from './records/view.js';
import type { Handler } from './routing/handler.js';
import type { Entry, TableRoutes } from './routing/match.js';
import { type Middleware, type OnLateFailure, wrap } from './routing/middleware.js';
import { RecentlyUsed } from './routing/recently-used.js';
import { compileRoute, EVENT_NAMES, type Route } from './routing/route.js';
import { namesTable, type TableName, tableName } from './routing/table.js';

/** Kinesis payloads may name any number of tables: of so many it is remembered how to route and to read their records. */
const MAX_TABLES = 128;
/** DynamoDB's longest name: what is longer names no table, and is not remembered. */
const MAX_TABLE_NAME = 255;

interface Settings {
  readonly numbers?: NumberMode;
  readonly resolve?: Resolve;
  readonly use?: readonly Middleware[];
}

/**
 * Collects the handlers of classes, instances and streams: gives who wants the records of a table, and what the
 * decorators say. Compiles what was declared, since that finds what is wrong with it; all else waits until it is asked.
 *
 * @throws ConfigurationError where something that a decorator was told cannot be right.
 */
export function buildRegistry(
  handlers: unknown,
  { numbers = 'native', resolve, use = [] }: Settings,
  log: Log,
): readonly [routing: Pick<Plan, 'routesOf' | 'warnOfTable'>, declared: readonly DeclaredRoute[]] {
  const onLateFailure: OnLateFailure = (error, { eventID, sequenceNumber }, { handler }) =>
    logLateFailure(log, new HandlerError(handler, eventID, sequenceNumber, error));
  const tables: TableName[] = [];
  const declared: DeclaredRoute[] = [];
  const entriesOf: ((table: string | undefined, eventName: EventName) => Entry[])[] = [];
  // An empty array is refused as anything else is that holds no handlers.
  const each: readonly unknown[] = Array.isArray(handlers) && handlers.length > 0 ? handlers : [handlers];
  const groups = each.map((one) => groupOf(one, resolve));
  const names = nameClasses(
    groups.map(([name]) => name),
    log,
  );
  for (const [index, [, { filter: tableFilter, filterOf = '@Table', ...ofClass } = {}, methods]] of groups.entries()) {
    const name = names[index] ?? '';
    if (methods.length === 0)
      throw new ConfigurationError(`${name}: found no handler, expected a decorator such as @OnInsert`);
    const ofTable =
      tableFilter === undefined
        ? undefined
        : compileRoute({ decorator: 'OnAny', filter: tableFilter }, `${name}: ${filterOf}`);
    const table = 'name' in ofClass ? tableName(ofClass.name, name) : undefined;
    tables.push(table);
    const methodNames = new Set<string>();

    for (const [methodName, declarations, call] of methods) {
      const method = uniqueName(methodName, methodNames);
      const id = `${name}.${method}`;
      const handler: Handler = { info: { class: name, method, id }, call: wrap(call, use, onLateFailure) };
      const routes: Route[] = [];
      for (const declaration of declarations) {
        const route = compileRoute(declaration, id);
        routes.push(
          ofTable
            ? { ...route, tests: [...ofTable.tests, ...route.tests], when: both(ofTable.when, route.when) }
            : route,
        );
        declared.push({ id, table, eventNames: route.eventNames, declaration, tableFilter, filterOf });
      }
      entriesOf.push((ofRecord, eventName) => {
        const wanting = routes.filter(({ eventNames }) => eventNames.includes(eventName));
        return wanting.length > 0 && namesTable(table, ofRecord) ? [{ handler, routes: wanting }] : [];
      });
    }
  }

  const known = new RecentlyUsed<string | undefined, TableRoutes>(MAX_TABLES);
  const makeRoutes = (table: string | undefined): TableRoutes => ({
    reader: tableReader(table, numberConverter(numbers)),
    entries: new Map(EVENT_NAMES.map((name) => [name, entriesOf.flatMap((entries) => entries(table, name))])),
    isSubscribed: tables.some((name) => namesTable(name, table)),
  });
  const routesOf = (table: string | undefined): TableRoutes =>
    table !== undefined && table.length > MAX_TABLE_NAME
      ? makeRoutes(table)
      : known.get(table, () => makeRoutes(table));
  return [{ routesOf, warnOfTable: unsubscribedWarning(log, tables) }, declared];
}

function both(first: Route['when'], second: Route['when']): Route['when'] {
  return first && second ? (record) => first(record) && second(record) : (first ?? second);
}

import { declarationsOf, tableOfClass } from './decorators/metadata.js';
import { ConfigurationError, isObject, unexpected } from './errors.js';
import { type FluentStream, fluentStreamOf } from './fluent.js';
import { describeRoute, type RouteDescription } from './manifest.js';
import type { ReadNumber } from './records/deserialize.js';
import { tableReader } from './records/view.js';
import type { Declaration, TableDeclaration } from './routing/declaration.js';
import type { Handler, Logger } from './routing/handler.js';
import type { TableRoutes } from './routing/match.js';
import { type Middleware, wrap } from './routing/middleware.js';
import { compileFilter, compileRoute, EVENT_NAMES, type Route } from './routing/route.js';
import { namesTable, type TableName, tableName } from './routing/table.js';

/** Makes the instance whose methods handle records; `bootstrap`'s option for dependency injection. */
export type Resolve = (handlerClass: Constructor) => unknown;

/** What `new` and containers take. */
type Constructor = new (...args: unknown[]) => object;

export type HandlerClass = abstract new (...args: never) => unknown;

/** Everything that the decorators said, compiled. */
export interface Registry {
  /** Described when somebody asks: Lambda never does. */
  readonly describe: () => readonly RouteDescription[];
  readonly routesOf: (table: string | undefined) => TableRoutes;
}

interface Settings {
  readonly readNumber: ReadNumber;
  readonly resolve: Resolve | undefined;
  readonly use: readonly Middleware[];
  readonly logger: Logger;
}

/** The handlers of one class, one instance or one `stream()`. */
interface Group {
  readonly name: string;
  readonly table: TableDeclaration | undefined;
  readonly methods: readonly Method[];
}

interface Method {
  readonly name: string;
  readonly declarations: readonly Declaration[];
  readonly call: Handler['call'];
}

interface Subscription {
  readonly table: TableName;
  readonly handler: Handler;
  readonly routes: readonly Route[];
}

/**
 * Collects the handlers of classes, instances and streams.
 *
 * @throws ConfigurationError where something that a decorator was told cannot be right.
 */
export function buildRegistry(handlers: unknown, settings: Settings): Registry {
  const groups = [handlers].flat().map((one) => groupOf(one, settings.resolve));
  if (groups.length === 0) throw unexpected('bootstrap', handlers, 'at least one handler class');
  const descriptions: (() => RouteDescription)[] = [];
  const nameOf = uniqueNames();
  const subscriptions = groups.flatMap((group) =>
    subscribe({ ...group, name: nameOf(group.name) }, settings, descriptions),
  );
  const known = new Map<string | undefined, TableRoutes>();
  const routesOf = (table: string | undefined): TableRoutes => {
    const ofTable = known.get(table) ?? routesFor(table, subscriptions, settings.readNumber);
    known.set(table, ofTable);
    return ofTable;
  };
  return { describe: () => descriptions.map((describe) => describe()), routesOf };
}

function subscribe(
  { name, table, methods }: Group,
  { use, logger }: Settings,
  descriptions: (() => RouteDescription)[],
) {
  const filter = table?.filter;
  const ofTable = compileFilter(filter ?? {}, `${name}: @Table`);
  const tables = table && 'name' in table ? tableName(table.name, name) : undefined;
  return methods.map((method): Subscription => {
    const info = { class: name, method: method.name, id: `${name}.${method.name}` };
    const routes = method.declarations.map((declaration): Route => {
      const route = compileRoute(declaration, info.id);
      if (!route.eventNames.some(ofTable.admits))
        logger.warn?.(`onstream: the filter of @Table keeps ${info.id} from ever running`);
      descriptions.push(() => describeRoute(info.id, tables, route.eventNames, declaration, filter));
      return { ...route, tests: [...ofTable.tests, ...route.tests], when: both(ofTable.when, route.when) };
    });
    return { table: tables, handler: { info, call: wrap(method.call, use) }, routes };
  });
}

function both(first: Route['when'], second: Route['when']): Route['when'] {
  return first && second ? (record) => first(record) && second(record) : (first ?? second);
}

function routesFor(table: string | undefined, subscriptions: Subscription[], readNumber: ReadNumber): TableRoutes {
  const heard = subscriptions.filter((subscription) => namesTable(subscription.table, table));
  const entries = EVENT_NAMES.map((name) => {
    const wanting = heard.map(({ handler, routes }) => ({
      handler,
      routes: routes.filter((route) => route.eventNames.includes(name)),
    }));
    return [name, wanting.filter(({ routes }) => routes.length > 0)] as const;
  });
  return { reader: tableReader(table, readNumber), entries: new Map<unknown, (typeof entries)[0][1]>(entries) };
}

function groupOf(handlers: unknown, resolve: Resolve | undefined): Group {
  const fluent = fluentStreamOf(handlers);
  if (fluent) return groupOfStream(fluent);
  if (isClass(handlers))
    return resolve ? groupOfClass(handlers, resolve) : groupOf(Reflect.construct(handlers, []), resolve);
  const prototype = isObject(handlers) && Object.getPrototypeOf(handlers);
  // A module (`import * as`) has no prototype.
  if (!isObject(handlers) || !prototype)
    throw unexpected('bootstrap', handlers, 'a class, an instance, a stream(), or an array of those');
  return groupOfPrototype(prototype, () => handlers);
}

function groupOfStream({ name, table, handlers }: FluentStream): Group {
  const nameOf = uniqueNames();
  const methods = handlers.map(({ declaration, handler }): Method => {
    return { name: nameOf(handler.name || declaration.decorator), declarations: [declaration], call: handler };
  });
  return withHandlers({ name, table, methods });
}

/** With `resolve`, the instance is made for the first record, once; what fails is tried again for the next. */
function groupOfClass(handlerClass: Constructor, resolve: Resolve): Group {
  let instance: Promise<object> | undefined;
  const make = async () => {
    const made = await resolve(handlerClass);
    if (isObject(made) && made instanceof handlerClass) return made;
    throw unexpected(`${handlerClass.name}: resolve`, made, 'an instance of the class');
  };
  return groupOfPrototype(handlerClass.prototype, () => {
    instance ??= make().catch((error) => {
      instance = undefined;
      throw error;
    });
    return instance;
  });
}

function groupOfPrototype(prototype: object, target: () => object | Promise<object>): Group {
  const handlerClass = prototype.constructor;
  const nameOf = uniqueNames();
  const methods = Array.from(methodsOf(prototype), ([key, declarations]): Method => {
    const call: Handler['call'] = (record, context) => {
      const instance = target();
      if (!(instance instanceof Promise)) return Reflect.get(instance, key).call(instance, record, context);
      return instance.then((made) => Reflect.get(made, key).call(made, record, context));
    };
    return { name: nameOf(String(key)), declarations, call };
  });
  return withHandlers({ name: handlerClass.name, table: tableOfClass(handlerClass), methods });
}

function withHandlers(group: Group): Group {
  if (group.methods.length > 0) return group;
  throw new ConfigurationError(`${group.name}: found no handler, expected a method with a decorator such as @OnInsert`);
}

/** Declared methods, base class first. An override keeps its parent's declarations unless it has some of its own. */
function methodsOf(prototype: object | null): Map<string | symbol, readonly Declaration[]> {
  if (prototype === null) return new Map();
  const methods = methodsOf(Object.getPrototypeOf(prototype));
  for (const key of Reflect.ownKeys(prototype)) {
    const declarations = declarationsOf(prototype, key);
    if (declarations) methods.set(key, declarations);
  }
  return methods;
}

/** Ids tell handlers apart, also where two classes, or two functions, share a name. */
function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count++) unique = `${name}#${count}`;
    taken.add(unique);
    return unique;
  };
}

function isClass(value: unknown): value is Constructor {
  return typeof value === 'function' && isObject(value.prototype);
}

import { declarationsOf, tableOfClass } from './decorators/metadata.js';
import { ConfigurationError, unexpected } from './errors.js';
import { fluentStreamOf } from './fluent.js';
import { describeRoute, type RouteDescription } from './manifest.js';
import type { ReadNumber } from './records/deserialize.js';
import { tableReader } from './records/view.js';
import type { Declaration, TableDeclaration } from './routing/declaration.js';
import type { Handler, Logger } from './routing/handler.js';
import type { Entry, TableRoutes } from './routing/match.js';
import { type Middleware, wrap } from './routing/middleware.js';
import { canMatch, checkFilter, compileFilter, compileRoute, EVENT_NAMES, type Route } from './routing/route.js';
import { compileTable, type TableName } from './routing/table.js';

/** Makes the instance whose methods handle records; `bootstrap`'s option for dependency injection. */
export type Resolve = (handlerClass: HandlerClass) => unknown;

export type HandlerClass = abstract new (...args: never) => unknown;

/** Everything that the decorators said, compiled. */
export interface Registry {
  readonly routes: readonly RouteDescription[];
  readonly routesOf: (table: string | undefined) => TableRoutes;
}

/** The methods of one class, one instance or one `stream()`. */
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
export function buildRegistry(
  handlers: unknown,
  options: { readNumber: ReadNumber; resolve: Resolve | undefined; use: readonly Middleware[]; logger: Logger },
): Registry {
  const list: unknown[] = Array.isArray(handlers) ? handlers : [handlers];
  if (list.length === 0)
    throw unexpected('bootstrap', handlers, 'a class, an instance, a stream(), or an array of those');
  const repeated = list.find((one, index) => list.indexOf(one) !== index);
  if (repeated !== undefined)
    throw unexpected('bootstrap', repeated, 'each handler class once, but it is listed twice');
  const groups = withUniqueNames(list.map((one) => groupOf(one, options.resolve)));
  const routes: RouteDescription[] = [];
  const subscriptions = groups.flatMap((group) => subscribe(group, options, routes));
  return { routes, routesOf: cached((table) => routesFor(table, subscriptions, options.readNumber)) };
}

function subscribe(
  group: Group,
  { use, logger }: { use: readonly Middleware[]; logger: Logger },
  descriptions: RouteDescription[],
): Subscription[] {
  const filter = checkFilter(group.table?.filter, 'Table', group.name);
  const ofTable = compileFilter(filter, `${group.name}: @Table`);
  const table = compileTable(group.table?.name, group.name);
  return group.methods.map(({ name, declarations, call }) => {
    const info = { class: group.name, method: name, id: `${group.name}.${name}` };
    const routes = declarations.map((declaration): Route => {
      const { eventNames, tests, conditions } = compileRoute(declaration, info.id);
      if (!eventNames.some((name) => canMatch(filter, name, info.id))) {
        logger.warn(
          `onstream: ${info.id} never runs, since no ${eventNames.join(' or ')} passes the filter of its @Table`,
        );
      }
      descriptions.push(describeRoute(info.id, table, eventNames, declaration, filter));
      return {
        eventNames,
        tests: [...ofTable.tests, ...tests],
        conditions: [...ofTable.conditions, ...conditions],
      };
    });
    return { table, handler: { info, call: wrap(call, use) }, routes };
  });
}

function routesFor(table: string | undefined, subscriptions: Subscription[], readNumber: ReadNumber): TableRoutes {
  const heard = subscriptions.filter((subscription) => subscription.table.matches(table));
  const entriesFor = (eventName: string): Entry[] =>
    heard.flatMap(({ handler, routes }) => {
      const wanted = routes.filter(({ eventNames }) => eventNames.some((name) => name === eventName));
      return wanted.length === 0 ? [] : [{ handler, routes: wanted }];
    });
  return {
    reader: tableReader(table, readNumber),
    entries: new Map(EVENT_NAMES.map((name) => [name, entriesFor(name)])),
  };
}

function groupOf(handlers: unknown, resolve: Resolve | undefined): Group {
  const fluent = fluentStreamOf(handlers);
  if (fluent !== undefined) return groupOfStream(fluent);
  if (isClass(handlers))
    return resolve === undefined ? groupOfInstance(construct(handlers)) : groupOfClass(handlers, resolve);
  if (typeof handlers === 'object' && handlers !== null) return groupOfInstance(handlers);
  throw unexpected('bootstrap', handlers, 'a class, an instance, a stream(), or an array of those');
}

function groupOfStream({ name, table, handlers }: NonNullable<ReturnType<typeof fluentStreamOf>>): Group {
  if (handlers.length === 0)
    throw new ConfigurationError(`${name}: found a stream() without handlers, expected .onInsert() or the like`);
  const taken = new Map<string, number>();
  const methods = handlers.map(({ declaration, handler }): Method => {
    const base = handler.name || declaration.decorator.replace('On', 'on');
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return { name: count === 1 ? base : `${base}#${count}`, declarations: [declaration], call: handler };
  });
  return { name, table, methods };
}

function groupOfInstance(instance: object): Group {
  return groupOfPrototype(Object.getPrototypeOf(instance), () => instance);
}

/** With `resolve`, the instance is made for the first record, once; what fails is tried again for the next. */
function groupOfClass(handlerClass: HandlerClass, resolve: Resolve): Group {
  let instance: Promise<object> | undefined;
  const group = groupOfPrototype(handlerClass.prototype, () => {
    instance ??= resolveInstance(handlerClass, resolve, group).catch((error) => {
      instance = undefined;
      throw error;
    });
    return instance;
  });
  return group;
}

async function resolveInstance(handlerClass: HandlerClass, resolve: Resolve, group: Group): Promise<object> {
  const instance = await resolve(handlerClass);
  if (typeof instance !== 'object' || instance === null) {
    throw unexpected(`bootstrap: resolve(${handlerClass.name})`, instance, 'an instance of the class');
  }
  // A decorator that replaces the function of a method leaves its routes on the function it replaced, in the standard
  // dialect until there is an instance.
  if (methodsOf(Object.getPrototypeOf(instance)).size === group.methods.length) return instance;
  throw new ConfigurationError(
    `${group.name}: found a decorator that replaces a method of which onstream's decorators have been told, expected onstream's on top of it`,
  );
}

function groupOfPrototype(prototype: object, target: () => object | Promise<object>): Group {
  const { constructor } = prototype;
  const methods = Array.from(methodsOf(prototype), ([key, declarations]): Method => {
    const call: Handler['call'] = (record, context) => {
      const instance = target();
      const run = (resolved: object) => invoke(resolved, key, [record, context]);
      return instance instanceof Promise ? instance.then(run) : run(instance);
    };
    return { name: String(key), declarations, call };
  });
  if (methods.length > 0) return { name: constructor.name, table: tableOfClass(constructor), methods };
  throw new ConfigurationError(
    `${constructor.name}: found no handler, expected a method with @OnInsert, @OnModify, @OnRemove, @OnAny or @OnChange`,
  );
}

function invoke(instance: object, key: string | symbol, args: unknown[]): unknown {
  const method: unknown = Reflect.get(instance, key);
  if (typeof method === 'function') return Reflect.apply(method, instance, args);
  throw unexpected(`${instance.constructor.name}.${String(key)}`, method, 'the method that the class has');
}

/** Declared methods, base class first. An override keeps its parent's declarations unless it has some of its own. */
function methodsOf(prototype: object): Map<string | symbol, readonly Declaration[]> {
  const parent: object | null = Object.getPrototypeOf(prototype);
  const methods = parent === null ? new Map<string | symbol, readonly Declaration[]>() : methodsOf(parent);
  for (const key of Reflect.ownKeys(prototype)) {
    const declarations = declarationsOf(prototype, key);
    if (declarations !== undefined) methods.set(key, declarations);
  }
  return methods;
}

/** Two classes may share a name; their handlers' ids may not. */
function withUniqueNames(groups: Group[]): Group[] {
  const taken = new Map<string, number>();
  return groups.map((group) => {
    const count = (taken.get(group.name) ?? 0) + 1;
    taken.set(group.name, count);
    return count === 1 ? group : { ...group, name: `${group.name}#${count}` };
  });
}

function construct(handlerClass: HandlerClass): object {
  const instance: unknown = Reflect.construct(handlerClass, []);
  if (typeof instance === 'object' && instance !== null) return instance;
  throw unexpected(handlerClass.name, instance, 'a class whose constructor gives an object');
}

function isClass(value: unknown): value is HandlerClass {
  return typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null;
}

function cached(routesOf: Registry['routesOf']): Registry['routesOf'] {
  const known = new Map<string | undefined, TableRoutes>();
  return (table) => {
    let routes = known.get(table);
    if (routes === undefined) known.set(table, (routes = routesOf(table)));
    return routes;
  };
}

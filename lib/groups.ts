import { type ClassName, changedNames, classNameOf } from './class-names.js';
import { declarationsOf, tableOfClass } from './decorators/metadata.js';
import { isObject, unexpected } from './errors.js';
import { fluentStreamOf } from './fluent.js';
import type { Declaration, TableDeclaration } from './routing/declaration.js';
import type { Handler, HandlerContext } from './routing/handler.js';

/** Makes the instance whose methods handle records; `bootstrap`'s option for dependency injection. */
export type Resolve = (handlerClass: Constructor) => unknown;

/** What `new` and containers take. */
export type Constructor = new (...args: unknown[]) => object;

export type HandlerClass = abstract new (...args: never) => unknown;

/** The handlers of one class, one instance or one `stream()`. */
type Group = readonly [name: ClassName, table: TableDeclaration | undefined, methods: readonly Method[]];

type Method = readonly [name: string, declarations: readonly Declaration[], call: Handler['call']];

/** Finds the handlers in one of the things that `bootstrap` takes. @throws ConfigurationError for anything else */
export function groupOf(handlers: unknown, resolve: Resolve | undefined): Group {
  const stream = fluentStreamOf(handlers);
  if (stream === undefined) return groupOfClass(handlers, resolve);
  const methods = stream.handlers.map(({ declaration, handler }): Method => {
    return [handler.name || declaration.decorator, [declaration], handler];
  });
  const { name, table } = stream;
  const changedFunctions = changedNames(stream.handlers.map(({ handler }) => handler));
  return [{ name, id: table.id, owner: stream, changedFunctions }, table, methods];
}

/** An instance, or a class: made an instance of at once, or by `resolve` for the first record; again if that fails. */
function groupOfClass(handlers: unknown, resolve: Resolve | undefined): Group {
  const isClass = typeof handlers === 'function';
  let instance: object | false = isObject(handlers) && handlers;
  const prototype = isClass ? handlers.prototype : instance && Object.getPrototypeOf(instance);
  // An arrow function has no prototype, nor has a module (`import * as`).
  if (!prototype) throw unexpected('bootstrap', handlers, 'classes, instances or streams');
  const handlerClass: Constructor = prototype.constructor;
  if (isClass && !resolve) instance = Reflect.construct(handlers, []);
  let making: Promise<void> | undefined;

  /** Asks `resolve`, once for all records that wait for it. One that hangs is left behind with its invocation. */
  function make({ signal }: HandlerContext): Promise<void> {
    if (making) return making;
    const asked = Promise.resolve(handlerClass)
      .then(resolve)
      .then((made) => {
        if (!(made instanceof handlerClass))
          throw unexpected(`${handlerClass.name}: resolve`, made, 'an instance of the class');
        instance ||= made;
      })
      .finally(forget);
    making = asked;
    signal.addEventListener('abort', forget, { once: true });
    return asked;

    function forget(): void {
      if (making === asked) making = undefined;
    }
  }

  async function callWhenMade(call: Handler['call'], ...args: Parameters<Handler['call']>): Promise<unknown> {
    const [, context] = args;
    if (!context.signal.aborted) await make(context);
    // Nothing is started when time is up: the record is handed back, and delivered again.
    return context.signal.aborted ? new Promise(() => {}) : call(...args);
  }

  const methods = Array.from(declaredIn(prototype), ([key, declarations]): Method => {
    const call: Handler['call'] = (record, context) =>
      instance ? Reflect.get(instance, key).call(instance, record, context) : callWhenMade(call, record, context);
    return [String(key), declarations, call];
  });
  const table = tableOfClass(handlerClass);
  return [classNameOf(handlerClass, table?.id), table, methods];
}

/** Declared methods, base class first. An override keeps its parent's declarations unless it has some of its own. */
function declaredIn(
  prototype: object | null,
  methods = new Map<string | symbol, readonly Declaration[]>(),
): Map<string | symbol, readonly Declaration[]> {
  // Every chain ends in `Object.prototype`, the slowest part of it to search.
  if (prototype === null || prototype === Object.prototype) return methods;
  declaredIn(Object.getPrototypeOf(prototype), methods);
  for (const key of Reflect.ownKeys(prototype)) {
    const declarations = declarationsOf(prototype, key);
    if (declarations) methods.set(key, declarations);
  }
  return methods;
}

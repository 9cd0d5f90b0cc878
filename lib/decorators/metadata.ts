/**
 * The one place that knows how decorators are applied, and where what they say is kept: with reflect-metadata, on the
 * decorated method's function. There is no registry to leak between tests, or to depend on the order of loading.
 *
 * Two dialects call decorators differently. TypeScript's `experimentalDecorators` passes the prototype, the name and
 * the property's descriptor; the standard passes the function and a context that does not know the class.
 */
import 'reflect-metadata/lite';
import { ConfigurationError } from '../errors.js';
import type { Declaration, TableDeclaration } from '../routing/declaration.js';

// Text, not symbols: the ESM and the CommonJS build may both be loaded, and share reflect-metadata's store.
const ROUTES = 'onstream:routes';
const TABLE = 'onstream:table';

type Name = string | symbol;

/** What either dialect passes to a decorator. */
export type Applied = readonly [target: unknown, context?: unknown, descriptor?: unknown];

/** Whether these are the arguments of a decorator being applied, rather than called first: `@OnInsert`, not `@OnInsert()`. */
export function isApplied(args: readonly unknown[]): boolean {
  // Applied to a class, the older dialect passes the class alone.
  return args.length === 3 || isStandard(args[1]) || (args.length === 1 && typeof args[0] === 'function');
}

/** Writes down what a method decorator was told. */
export function declareRoute(declaration: Declaration, ...[target, context, descriptor]: Applied): void {
  if (isStandard(context)) declareStandard(declaration, target, context);
  else
    declareExperimental(
      declaration,
      Object(target),
      typeof context === 'symbol' ? context : String(context),
      Object(descriptor).value,
    );
}

/** What the decorators said of a prototype's own method; `undefined` where it has none. */
export function declarationsOf(prototype: object, name: Name): readonly Declaration[] | undefined {
  const method = ownMethod(prototype, name);
  return method && (Reflect.getOwnMetadata(ROUTES, method) ?? Reflect.getOwnMetadata(ROUTES, prototype, name));
}

/** Writes down what `@Table` was told. */
export function declareTable(declaration: TableDeclaration, target: unknown, context: unknown): void {
  const onClass = context === undefined || (isStandard(context) && context.kind === 'class');
  if (!onClass || typeof target !== 'function' || Reflect.hasOwnMetadata(TABLE, target)) {
    throw new ConfigurationError(
      `${nameOf(target)}: found @Table twice or on a member, expected it on the class, once`,
    );
  }
  Reflect.defineMetadata(TABLE, declaration, target);
}

/** What `@Table` said of a class or of the nearest class that it extends. */
export function tableOfClass(handlerClass: object): TableDeclaration | undefined {
  return Reflect.getMetadata(TABLE, handlerClass);
}

function declareExperimental(declaration: Declaration, target: object, name: Name, method: unknown): void {
  if (typeof target === 'function' || typeof method !== 'function') throw misplaced(declaration, target, name);
  // A decorator between this one and the method may have replaced the function; the property is still the same.
  const known = Reflect.getOwnMetadata(ROUTES, method) ?? Reflect.getOwnMetadata(ROUTES, target, name) ?? [];
  Reflect.defineMetadata(ROUTES, [declaration, ...known], method);
  Reflect.defineMetadata(ROUTES, [declaration, ...known], target, name);
}

function declareStandard(declaration: Declaration, method: unknown, context: DecoratorContext): void {
  const { kind, name = '' } = context;
  if (kind === 'class') throw misplaced(declaration, method, name);
  if (kind !== 'method' || context.static || context.private || typeof method !== 'function') {
    // The class is not known before it, or an instance of it, is complete.
    context.addInitializer(function () {
      throw misplaced(declaration, this, name);
    });
    return;
  }
  Reflect.defineMetadata(ROUTES, [declaration, ...(Reflect.getOwnMetadata(ROUTES, method) ?? [])], method);
  context.addInitializer(function () {
    followReplacement(Object(this), name, method);
  });
}

/** A decorator applied later may have replaced the function that carries the declarations: they move to its successor. */
function followReplacement(instance: object, name: Name, method: object): void {
  const declarations = Reflect.getOwnMetadata(ROUTES, method);
  let successor: object | undefined;
  for (let level = Object.getPrototypeOf(instance); level; level = Object.getPrototypeOf(level)) {
    const own = ownMethod(level, name);
    if (own === method) return;
    successor = own ?? successor;
  }
  if (!successor || !declarations) return;
  Reflect.defineMetadata(ROUTES, [...(Reflect.getOwnMetadata(ROUTES, successor) ?? []), ...declarations], successor);
  Reflect.deleteMetadata(ROUTES, method);
}

function ownMethod(prototype: object, name: Name): object | undefined {
  const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  return typeof method === 'function' ? method : undefined;
}

function isStandard(context: unknown): context is DecoratorContext {
  return typeof Object(context).addInitializer === 'function';
}

/** The class of a constructor, a prototype or an instance. */
function nameOf(target: unknown): string {
  return typeof target === 'function' ? target.name : Object(target).constructor.name;
}

function misplaced({ decorator }: Declaration, target: unknown, name: Name): ConfigurationError {
  return new ConfigurationError(
    `${nameOf(target)}.${String(name)}: found @${decorator} here, expected it on a method that is neither static nor private`,
  );
}

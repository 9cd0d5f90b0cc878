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
  else if (context === undefined) throw misplaced(declaration, nameOf(target));
  else
    declareExperimental(
      declaration,
      Object(target),
      typeof context === 'symbol' ? context : String(context),
      Object(descriptor).value,
    );
}

/** What the decorators said of a prototype's own method; `undefined` where it has none. @throws ConfigurationError */
export function declarationsOf(prototype: object, name: Name): readonly Declaration[] | undefined {
  const method = ownValue(prototype, name);
  const decorated: unknown = Reflect.getOwnMetadata(ROUTES, prototype, name);
  if (decorated !== undefined && decorated !== method) throw replaced(prototype, name);
  return typeof method === 'function' ? Reflect.getOwnMetadata(ROUTES, method) : undefined;
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
  if (typeof target === 'function' || typeof method !== 'function')
    throw misplaced(declaration, memberOf(target, name));
  const decorated: unknown = Reflect.getOwnMetadata(ROUTES, target, name) ?? method;
  if (decorated !== method) throw replaced(target, name);
  Reflect.defineMetadata(ROUTES, method, target, name);
  add(declaration, method);
}

function declareStandard(declaration: Declaration, method: unknown, context: DecoratorContext): void {
  if (context.kind === 'class') throw misplaced(declaration, nameOf(method));
  const { kind, name } = context;
  const fits = kind === 'method' && !context.static && !context.private && typeof method === 'function';
  if (fits) add(declaration, method);
  // The class is not known before it, or an instance of it, is complete.
  context.addInitializer(function () {
    if (!fits) throw misplaced(declaration, memberOf(this, name));
    let level: object | null = Object(this);
    while (level && ownValue(level, name) !== method) level = Object.getPrototypeOf(level);
    if (level === null) throw replaced(this, name);
  });
}

/** Decorators are applied from the bottom up, and told in the order in which they stand. */
function add(declaration: Declaration, method: object): void {
  Reflect.defineMetadata(ROUTES, [declaration, ...(Reflect.getOwnMetadata(ROUTES, method) ?? [])], method);
}

function ownValue(target: object, name: Name): unknown {
  return Object.getOwnPropertyDescriptor(target, name)?.value;
}

function isStandard(context: unknown): context is DecoratorContext {
  return typeof Object(context).addInitializer === 'function';
}

/** The class of a constructor, a prototype or an instance. */
function nameOf(target: unknown): string {
  return typeof target === 'function' ? target.name : Object(target).constructor.name;
}

function memberOf(target: unknown, name: Name): string {
  return `${nameOf(target)}.${String(name)}`;
}

function misplaced({ decorator }: Declaration, where: string): ConfigurationError {
  return new ConfigurationError(
    `${where}: found @${decorator} here, expected it on a method, neither static nor private`,
  );
}

/** What a decorator above ours has put in the method's place does not carry the routes, and would never run. */
function replaced(target: unknown, name: Name): ConfigurationError {
  return new ConfigurationError(
    `${memberOf(target, name)}: found a decorator that replaces the method above or between onstream's, expected it below them`,
  );
}

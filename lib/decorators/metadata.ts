/**
 * The one place that knows how decorators are applied, and where what they say is kept: with reflect-metadata, on the
 * decorated method's function, and on its class by the method's name, since another decorator, a tracer or a test
 * double may put a function of its own in the method's place. There is no registry to leak between tests, or to depend
 * on the order of loading.
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

// TypeScript gives standard decorators the metadata of their class, as the others do, only where this symbol exists.
const METADATA: symbol = Reflect.get(Symbol, 'metadata') ?? Symbol.for('Symbol.metadata');
Reflect.set(Symbol, 'metadata', METADATA);

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
  else if (typeof context === 'string' || typeof context === 'symbol')
    declareExperimental(declaration, Object(target), context, Object(descriptor).value);
  // The older dialect passes a class alone.
  else throw misplaced(declaration, target);
}

/** What the decorators said of a prototype's own method; `undefined` where it has none. */
export function declarationsOf(prototype: object, name: Name): readonly Declaration[] | undefined {
  const { value, get } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
  const ofClass: unknown = Object.getOwnPropertyDescriptor(prototype.constructor, METADATA)?.value;
  // `get`: a decorator above ours may have made it one, as those that bind methods to their instance do.
  for (const owner of [prototype, ofClass]) {
    const said = owner && (value || get) && Reflect.getOwnMetadata(ROUTES, owner, name);
    if (said) return said;
  }
  return typeof value === 'function' ? Reflect.getOwnMetadata(ROUTES, value) : undefined;
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
  remember(declaration, method, target, name);
}

function declareStandard(declaration: Declaration, method: unknown, context: DecoratorContext): void {
  const { kind, name = '' } = context;
  if (kind === 'class') throw misplaced(declaration, method);
  if (kind !== 'method' || context.static || context.private || typeof method !== 'function') {
    // The class is not known before it, or an instance of it, is complete.
    context.addInitializer(function () {
      throw misplaced(declaration, this, name);
    });
    return;
  }
  remember(declaration, method, context.metadata, name);
}

/** On the function, and on what stands for its class by name. Decorators run from the bottom up: the last one goes first. */
function remember(declaration: Declaration, method: object, ofClass: object | undefined, name: Name): void {
  const known =
    (ofClass && Reflect.getOwnMetadata(ROUTES, ofClass, name)) ?? Reflect.getOwnMetadata(ROUTES, method) ?? [];
  Reflect.defineMetadata(ROUTES, [declaration, ...known], method);
  if (ofClass) Reflect.defineMetadata(ROUTES, [declaration, ...known], ofClass, name);
}

function isStandard(context: unknown): context is DecoratorContext {
  return typeof Object(context).addInitializer === 'function';
}

/** The class of a constructor, a prototype or an instance. */
function nameOf(target: unknown): string {
  return typeof target === 'function' ? target.name : Object(target).constructor.name;
}

function misplaced({ decorator }: Declaration, target: unknown, name?: Name): ConfigurationError {
  const where = name === undefined ? nameOf(target) : `${nameOf(target)}.${String(name)}`;
  return new ConfigurationError(
    `${where}: found @${decorator} here, expected it on a method, neither static nor private`,
  );
}

/**
 * The one place that knows how decorators are applied, and where what they say is kept: with reflect-metadata, on the
 * decorated method's function. There is no registry to leak between tests, or to depend on the order of loading.
 *
 * Two dialects call decorators differently. TypeScript's `experimentalDecorators` passes the prototype, the name and
 * the property's descriptor; the standard passes the function and a context that does not know the class.
 */
import 'reflect-metadata/lite';
import { ConfigurationError, found } from '../errors.js';
import type { Declaration, TableDeclaration } from '../routing/declaration.js';

// Text, not symbols: the ESM and the CommonJS build may both be loaded, and share reflect-metadata's store.
const ROUTES = 'onstream:routes';
const TABLE = 'onstream:table';

/** Writes down what a method decorator was told. `applied` is what either dialect passed to it. */
export function declareRoute(declaration: Declaration, applied: readonly unknown[]): void {
  const [target, second, descriptor] = applied;
  if (isStandardContext(second)) declareStandard(declaration, target, second);
  else if (typeof second === 'string' || typeof second === 'symbol') {
    declareExperimental(declaration, target, second, descriptor);
  } else throw misplaced(declaration, found(target), 'something else');
}

/** Whether a decorator was applied without being called first: `@OnInsert` rather than `@OnInsert()`. */
export function isApplied(args: readonly unknown[]): boolean {
  return args.length > 1 && (isStandardContext(args[1]) || args.length === 3);
}

/** What the decorators said of a prototype's own method; `undefined` where it has none. */
export function declarationsOf(prototype: object, name: string | symbol): readonly Declaration[] | undefined {
  const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  if (typeof method !== 'function') return undefined;
  return Reflect.getOwnMetadata(ROUTES, method) ?? Reflect.getOwnMetadata(ROUTES, prototype, name);
}

/** Writes down what `@Table` was told. */
export function declareTable(declaration: TableDeclaration, target: unknown, context: unknown): void {
  if (
    typeof target !== 'function' ||
    (context !== undefined && !(isStandardContext(context) && context.kind === 'class'))
  ) {
    throw new ConfigurationError('Found @Table on a member of a class, expected it on the class itself');
  }
  if (Reflect.hasOwnMetadata(TABLE, target)) {
    throw new ConfigurationError(
      `${target.name}: found a second @Table, expected one; a regular expression names several tables`,
    );
  }
  Reflect.defineMetadata(TABLE, declaration, target);
}

/** What `@Table` said of a class or of the nearest class that it extends. */
export function tableOfClass(constructor: object): TableDeclaration | undefined {
  return Reflect.getMetadata(TABLE, constructor);
}

function declareExperimental(
  declaration: Declaration,
  target: unknown,
  name: string | symbol,
  descriptor: unknown,
): void {
  const method =
    typeof descriptor === 'object' && descriptor !== null && 'value' in descriptor ? descriptor.value : undefined;
  const place = typeof target === 'function' ? 'a static member' : 'a member that is no method';
  if (typeof target !== 'object' || target === null || typeof method !== 'function') {
    throw misplaced(declaration, `${classNameOf(target)}.${String(name)}`, place);
  }
  // A decorator between this one and the method may have replaced the function; the property is still the same.
  const known = Reflect.getOwnMetadata(ROUTES, method) ?? Reflect.getOwnMetadata(ROUTES, target, name) ?? [];
  Reflect.defineMetadata(ROUTES, [declaration, ...known], method);
  Reflect.defineMetadata(ROUTES, [declaration, ...known], target, name);
}

function declareStandard(declaration: Declaration, method: unknown, context: DecoratorContext): void {
  if (context.kind === 'class') throw misplaced(declaration, found(method), 'a class');
  const { name } = context;
  if (context.kind !== 'method' || context.static || context.private || typeof method !== 'function') {
    const place = context.static
      ? 'a static member'
      : context.private
        ? 'a private member'
        : 'a member that is no method';
    // The class is not known before it, or an instance of it, is complete.
    context.addInitializer(function () {
      throw misplaced(declaration, `${classNameOf(this)}.${String(name)}`, place);
    });
    return;
  }
  Reflect.defineMetadata(ROUTES, [declaration, ...(Reflect.getOwnMetadata(ROUTES, method) ?? [])], method);
  context.addInitializer(function () {
    if (typeof this === 'object' && this !== null) followReplacement(this, name, method);
  });
}

/** A decorator applied later may have replaced the function that carries the declarations: they move to its successor. */
function followReplacement(instance: object, name: string | symbol, method: object): void {
  const declarations = Reflect.getOwnMetadata(ROUTES, method);
  if (declarations === undefined) return;
  let successor: unknown;
  for (let level = Object.getPrototypeOf(instance); level !== null; level = Object.getPrototypeOf(level)) {
    const own: unknown = Object.getOwnPropertyDescriptor(level, name)?.value;
    if (own === method) return;
    if (typeof own === 'function') successor = own;
  }
  if (typeof successor !== 'function') return;
  Reflect.defineMetadata(ROUTES, [...(Reflect.getOwnMetadata(ROUTES, successor) ?? []), ...declarations], successor);
  Reflect.deleteMetadata(ROUTES, method);
}

function isStandardContext(value: unknown): value is DecoratorContext {
  return typeof value === 'object' && value !== null && 'kind' in value && 'addInitializer' in value;
}

/** The class of a constructor, a prototype or an instance. */
function classNameOf(target: unknown): string {
  if (typeof target === 'function') return target.name;
  return typeof target === 'object' && target !== null ? target.constructor.name : String(target);
}

function misplaced({ decorator }: Declaration, where: string, place: string): ConfigurationError {
  return new ConfigurationError(`${where}: found @${decorator} on ${place}, expected it on an instance method`);
}

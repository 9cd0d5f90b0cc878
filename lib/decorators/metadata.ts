/**
 * The one place that knows how decorators are applied, and where what they say is kept: with reflect-metadata, under
 * the method's name, on its class, since another decorator, a tracer or a test double may put a function of its own in
 * the method's place, and on the decorated function, which a mixin may copy into another class. There is no registry
 * to leak between tests, or to depend on the order of loading.
 *
 * Two dialects call decorators differently. TypeScript's `experimentalDecorators` passes the prototype, the name and
 * the property's descriptor, or a class alone; the standard passes the function and a context that does not know the
 * class, but has an object that stands for it.
 */
import { ConfigurationError } from '../errors.js';
import type { Declaration, TableDeclaration } from '../routing/declaration.js';
import { keepMetadata, metadataOf } from './metadata-store.js';

const ROUTES = 'onstream:routes';
const TABLE = 'onstream:table';

// TypeScript gives standard decorators the metadata of their class, as the others do, only where this symbol exists.
Object(Symbol).metadata ??= Symbol.for('Symbol.metadata');

type Name = string | symbol;

/** What the dialects pass second. */
type Place = DecoratorContext | Name;

/** What either dialect passes to a decorator. A standard field has no target, and is refused before one is needed. */
type Applied = [target: object, context?: Place, descriptor?: PropertyDescriptor];

/** Whether these are the arguments of a decorator being applied, rather than called first: `@OnInsert`, not `@OnInsert()`. */
export function isApplied(args: readonly unknown[]): args is Applied {
  const [target, context] = args;
  const isMember = args.length === 3 || 'addInitializer' in Object(context);
  // The older dialect passes a class alone.
  return isMember || (typeof target === 'function' && /^class\b/.test(String(target)));
}

/** Writes down what a method decorator was told. */
export function declareRoute(
  declaration: Declaration,
  target: object,
  context: Place = '',
  descriptor?: PropertyDescriptor,
): void {
  const refusal = (place: unknown, name?: Name) =>
    misplaced(`@${declaration.decorator}`, 'it on a method, not static or private', place, name);
  if (typeof context !== 'object') {
    const method = descriptor?.value;
    if (typeof target === 'function' || typeof method !== 'function') throw refusal(target, context);
    remember(declaration, context, method, target);
  } else if (context.kind === 'class') {
    throw refusal(target);
  } else if (context.kind !== 'method' || context.static || context.private) {
    // The class is not known before it, or an instance of it, is complete.
    context.addInitializer(function () {
      throw refusal(this, context.name);
    });
  } else {
    remember(declaration, context.name, target, context.metadata);
  }
}

/** What the decorators said of a prototype's own method; `undefined` where it has none. */
export function declarationsOf(prototype: object, name: Name): readonly Declaration[] | undefined {
  const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  for (const owner of [prototype, Reflect.get(prototype.constructor, Object(Symbol).metadata), method]) {
    const ofMethod = metadataOf(ROUTES, Object(owner))?.get(name);
    if (ofMethod) return ofMethod;
  }
  return undefined;
}

/** Writes down what `@Table` was told. */
export function declareTable(declaration: TableDeclaration, target: object, context?: Place): void {
  const onMember = context !== undefined && Object(context).kind !== 'class';
  if (onMember || metadataOf(TABLE, target)) throw misplaced('@Table', 'it on the class, once', target);
  keepMetadata(TABLE, declaration, target);
}

/** What `@Table` said of a class or of the nearest class that it extends. */
export function tableOfClass(handlerClass: object): TableDeclaration | undefined {
  const table = metadataOf(TABLE, handlerClass);
  const parent: object | null = Object.getPrototypeOf(handlerClass);
  const inherited = table || !parent ? undefined : tableOfClass(parent);
  // An id is that of one class.
  return table ?? (inherited && { ...inherited, id: undefined });
}

/** The error for a decorator on a class, or on a member of a class, a prototype or an instance. */
export function misplaced(what: string, expected: string, place: unknown, name: Name = ''): ConfigurationError {
  const ofClass: string = typeof place === 'function' ? place.name : Object(place).constructor.name;
  const where = ofClass + (name && `.${String(name)}`);
  return new ConfigurationError(`${where}: found ${what}, expected ${expected}`);
}

/** On the class, or what stands for it, and on the function: without a class, as older compilers leave it, on that alone. */
function remember(declaration: Declaration, name: Name, method: object, ofClass: object = method): void {
  const said = metadataOf(ROUTES, ofClass) ?? new Map();
  // Decorators run from the bottom up: the last one goes first.
  said.set(name, [declaration, ...(said.get(name) ?? [])]);
  for (const owner of [ofClass, method]) keepMetadata(ROUTES, said, owner);
}

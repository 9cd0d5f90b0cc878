import type { Log } from './dispatch/log.js';
import { isObject, unexpected } from './errors.js';

/** The first half of the ids of a class's or a stream's handlers. */
export interface ClassName {
  readonly name: string;
  /** Whether a bundler seems to have dropped or changed it. */
  readonly isChanged?: boolean;
  /** The name that the developer chose, unchecked. */
  readonly id?: unknown;
  /** The class or the stream itself. */
  readonly owner: object;
  /** The names of a stream's functions, the second half of its ids, that bundlers seem to have changed. */
  readonly changedFunctions?: readonly string[];
}

/** Minifiers leave no name or a short one; Rollup puts `$1` after the second of two equal ones. */
const CHANGED = /^([a-z_$][\w$]?)?$|\$\d+$/;

/** In large bundles minifiers give capital letters and longer names, too: those of code without spaces are theirs. */
const MINIFIED_NAME = /^[\w$]{1,3}$/;
const MINIFIED_CLASS = /^class(?: ([\w$]+))??(?: extends [^{]+)?\{/;
const MINIFIED_FUNCTION = /^(?:async ?)?(?:function\*? ?[\w$]*\([^)]*\)\{|(?:\([^)]*\)|[\w$]+)=>)/;

/** Reads the name of a class. */
export function classNameOf(owner: object, id: unknown): ClassName {
  const given: unknown = Reflect.get(owner, 'name');
  const name = typeof given === 'string' ? given : '';
  // esbuild gives a class that mentions itself, or has static members, a name of its own: `_Orders` for `Orders`.
  const isByEsbuild = () =>
    name[0] === '_' && (sourceOf(owner).split(name).length > 2 || Object.getOwnPropertyNames(owner).length > 3);
  const isMinified = () => MINIFIED_NAME.test(name) && isMinifiedClass(name, sourceOf(owner));
  return { id, owner, name: name || 'anonymous', isChanged: CHANGED.test(name) || isMinified() || isByEsbuild() };
}

/** A name that the bundler was told to keep is another one than that in the code, and stands in it as text. */
function isMinifiedClass(name: string, source: string): boolean {
  const [beginning, nameInCode = name] = MINIFIED_CLASS.exec(source) ?? [];
  return beginning !== undefined && nameInCode === name && !source.includes(`"${name}"`);
}

/** The names among those of functions that bundlers seem to have changed. */
export function changedNames(functions: readonly ((...args: never) => unknown)[]): string[] {
  return functions.filter(isChangedFunction).map(({ name }) => name);
}

function isChangedFunction(each: (...args: never) => unknown): boolean {
  const { name } = each;
  return /\$\d+$/.test(name) || (MINIFIED_NAME.test(name) && MINIFIED_FUNCTION.test(sourceOf(each)));
}

/** The code of a class or a function, whatever its own `toString` says. */
function sourceOf(owner: object): string {
  return typeof owner === 'function' ? Function.prototype.toString.call(owner) : '';
}

/**
 * Gives each class and stream a name that no other has: its id, else its own name, with `#2` behind it where another one
 * is called so. Warns of names that may be others after the next build.
 *
 * @throws ConfigurationError for an id that is malformed, or another one's.
 */
export function nameClasses(classes: readonly ClassName[], log: Log): string[] {
  const taken = new Map<unknown, object>();
  for (const { name, id, owner } of classes) {
    if (id === undefined) continue;
    const isFree = (taken.get(id) ?? owner) === owner;
    if (typeof id !== 'string' || !/^[^\s.#\p{C}]+$/u.test(id) || !isFree)
      throw unexpected(`${name}: id`, id, 'text without spaces, dots and #, which no other class has');
    taken.set(id, owner);
  }
  const ids = new Set<unknown>(taken.keys());
  return classes.map((each) => {
    const unique = nameClass(each);
    const { changedFunctions: changed = [] } = each;
    if (changed.length > 0)
      log.warn(
        `onstream: the handler ids ${changed.map((name) => `${unique}.${name}`).join(', ')} come from names of functions that ` +
          'bundlers change, as do logs and idempotency keys: keep the names in the bundle, or take the functions from an ' +
          'object, { confirm(record) { … } }, whose keys no bundler changes',
      );
    return unique;
  });

  function nameClass({ name, isChanged, id }: ClassName): string {
    // The first of several instances has the id.
    if (taken.delete(id)) return String(id);
    const wanted = String(id ?? name);
    const unique = uniqueName(wanted, ids);
    if (isChanged || unique !== wanted)
      log.warn(
        `onstream: the handler ids ${unique}.* ${unique === wanted ? 'come from a name that bundlers drop or change' : 'depend on the order of classes with one name'}, ` +
          "as do logs and idempotency keys: set an id, @Table('Orders', { id: 'Orders' }) or stream({ id: 'orders' }), or " +
          'keep class names in the bundle',
      );
    return unique;
  }
}

/** The name, or the first of `name#2`, `name#3` … that is free; takes it. */
export function uniqueName(name: string, taken: Set<unknown>): string {
  let unique = name;
  for (let count = 2; taken.has(unique); count++) unique = `${name}#${count}`;
  taken.add(unique);
  return unique;
}

/** Takes the id out of the filter of a class, and leaves what it asks of records. */
export function withoutId(filter: unknown): { readonly id?: unknown; readonly filter: unknown } {
  if (!isObject(filter) || !('id' in filter)) return { filter };
  const { id, ...patterns } = filter;
  return { id, filter: Object.keys(patterns).length > 0 ? patterns : undefined };
}

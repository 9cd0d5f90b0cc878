/**
 * Where metadata is kept in bundles, of which reflect-metadata would be a quarter: by that, where the program has loaded
 * it, else in a map that all copies of onstream share, bundled or not.
 */
import type { Declaration, TableDeclaration } from '../routing/declaration.js';

/** What is kept, by its key: text, not a symbol, by which the copies find what another has kept. */
export interface Metadata {
  'onstream:routes': Map<string | symbol, readonly Declaration[]>;
  'onstream:table': TableDeclaration;
}

const SHARED = Symbol.for('onstream:metadata');

const reflection: Partial<typeof Reflect> = Reflect;

const shared: { [SHARED]?: WeakMap<object, Partial<Metadata>> } = Object(globalThis);
shared[SHARED] ??= new WeakMap();

export const keptByBundles = shared[SHARED];

/** What is kept for an object or a function itself: what it inherits from does not count. */
export function metadataOf<Key extends keyof Metadata>(key: Key, owner: object): Metadata[Key] | undefined {
  return keptByBundles.get(owner)?.[key] ?? reflection.getOwnMetadata?.(key, owner);
}

export function keepMetadata<Key extends keyof Metadata>(key: Key, value: Metadata[Key], owner: object): void {
  if (reflection.defineMetadata) reflection.defineMetadata(key, value, owner);
  else keptByBundles.set(owner, { ...keptByBundles.get(owner), [key]: value });
}

/** Where metadata is kept: by reflect-metadata. In bundles, bundled-metadata-store.ts takes this file's place. */
import 'reflect-metadata/lite';
import { keptByBundles, type Metadata } from './bundled-metadata-store.js';

/** What is kept for an object or a function itself: what it inherits from does not count. */
export function metadataOf<Key extends keyof Metadata>(key: Key, owner: object): Metadata[Key] | undefined {
  return Reflect.getOwnMetadata(key, owner) ?? keptByBundles.get(owner)?.[key];
}

export function keepMetadata<Key extends keyof Metadata>(key: Key, value: Metadata[Key], owner: object): void {
  Reflect.defineMetadata(key, value, owner);
}

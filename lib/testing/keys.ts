import { ConfigurationError } from '../errors.js';
import { sameValue } from '../records/equal.js';
import type { Attributes } from './marshall.js';

/** What an item was before and after a change. */
export interface Images {
  readonly OldImage?: Attributes;
  readonly NewImage?: Attributes;
}

/**
 * The primary key of the item that a record is about.
 *
 * @throws ConfigurationError where an image lacks an attribute of the key, or the two differ in one.
 */
export function keysOf(
  { OldImage, NewImage }: Images,
  named: readonly string[] | undefined,
  where: string,
): Attributes {
  const images = [OldImage, NewImage].filter((image) => image !== undefined);
  const image = NewImage ?? OldImage ?? {};
  const names = named ?? conventionalNames(image);
  // A mere guess is held against nobody: images that differ in their first attribute may well be of one item.
  if (names.length === 0) return firstOf(image, where);
  for (const name of names) {
    if (!images.every((each) => Object.hasOwn(each, name))) {
      throw new ConfigurationError(
        `${where}: found an item without the key attribute "${name}", expected its whole key`,
      );
    }
    if (!images.every((each) => sameValue(each[name], image[name]))) {
      throw new ConfigurationError(
        `${where}: found a new item that differs from the old one in its key "${name}", expected the same key: ` +
          'to DynamoDB that is a REMOVE and an INSERT',
      );
    }
  }
  return Object.fromEntries(Object.entries(image).filter(([name]) => names.includes(name)));
}

function conventionalNames(image: Attributes): string[] {
  const has = (name: string) => Object.hasOwn(image, name);
  const composite = ['pk', 'sk'].filter(has);
  return composite.length > 0 ? composite : ['id'].filter(has);
}

function firstOf(image: Attributes, where: string): Attributes {
  const [first] = Object.entries(image);
  if (first === undefined) throw new ConfigurationError(`${where}: found an item without attributes, expected its key`);
  return Object.fromEntries([first]);
}

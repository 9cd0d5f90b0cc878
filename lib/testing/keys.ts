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
 * @throws ConfigurationError where an image lacks an attribute of the key, or the two differ in one, and for a sort key by
 * convention without the partition key that belongs to it.
 */
export function keysOf(
  { OldImage, NewImage }: Images,
  named: readonly string[] | undefined,
  where: string,
): Attributes {
  const images = [OldImage, NewImage].filter((image) => image !== undefined);
  const image = NewImage ?? OldImage ?? {};
  const names = named ?? conventionalNames(image, where);
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

/** What the attributes of a primary key are called by convention, the first that fits first. */
const CONVENTIONS = [['pk', 'sk'], ['PK', 'SK'], ['pk'], ['PK']] as const;

/** Sort keys by their other names, without case and without what joins words. */
const SORT_KEYS: readonly string[] = ['sk', 'skey', 'sortkey', 'rangekey', 'clusteringkey'];

function conventionalNames(image: Attributes, where: string): readonly string[] {
  const has = (name: string) => Object.hasOwn(image, name);
  const names = CONVENTIONS.find((convention) => convention.every(has)) ?? ['id'].filter(has);
  // To guess at a part of the key would make one item of many.
  const left = names.length === 2 ? undefined : Object.keys(image).find(looksLikeSortKey);
  if (left === undefined) return names;
  const expected = '"pk" and "sk", "PK" and "SK", or the option "keys" with the names of the key attributes';
  const what = names.length === 0 ? `"${left}" alone` : `"${names}" and "${left}"`;
  throw new ConfigurationError(`${where}: found an item with ${what}, expected ${expected}`);
}

function looksLikeSortKey(name: string): boolean {
  return SORT_KEYS.includes(name.replace(/[^a-z]/gi, '').toLowerCase());
}

function firstOf(image: Attributes, where: string): Attributes {
  const [first] = Object.entries(image);
  if (first === undefined) throw new ConfigurationError(`${where}: found an item without attributes, expected its key`);
  return Object.fromEntries([first]);
}

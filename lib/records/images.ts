import { InvalidEventError, isObject, kindOf, MissingImageError } from '../errors.js';
import type { AttributeMap, WireRecord } from './wire.js';

/** What every item without attributes looks like. */
export const NOTHING: AttributeMap = {};

/**
 * An image of a record, empty where its kind of record has none: an INSERT has no old one, a REMOVE no new one.
 *
 * @throws MissingImageError where the stream leaves it out; InvalidEventError where it is no image.
 */
export function imageOf(record: WireRecord, which: 'NewImage' | 'OldImage'): AttributeMap {
  const change = record.dynamodb;
  const image: unknown = which === 'NewImage' ? change?.NewImage : change?.OldImage;
  if (isObject(image)) return image as AttributeMap;
  if (image != null) throw new InvalidEventError(`${which}: found ${kindOf(image)}, expected a map of attributes`);
  const isNew = which === 'NewImage';
  if (record.eventName === (isNew ? 'REMOVE' : 'INSERT')) return NOTHING;
  throw new MissingImageError(
    `The ${record.eventName} record of table ${tableOf(record)} carries no ${which}, since its stream has the view type ` +
      `${record.dynamodb?.StreamViewType}: expected ${isNew ? 'NEW_IMAGE' : 'OLD_IMAGE'} or NEW_AND_OLD_IMAGES`,
  );
}

/** The table of a record: from its stream's ARN, or as a Kinesis payload names it. */
export function tableOf({ tableName, eventSourceARN }: WireRecord): string | undefined {
  if (typeof tableName === 'string') return tableName;
  // Test tools put all sorts of things where the ARN belongs.
  return typeof eventSourceARN === 'string' ? /:table\/([^/]+)/.exec(eventSourceARN)?.[1] : undefined;
}

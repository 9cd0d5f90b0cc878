import { MissingImageError } from '../errors.js';
import type { AttributeMap, WireRecord } from './wire.js';

/** What every item without attributes looks like. */
export const NOTHING: AttributeMap = {};

/**
 * An image of a record, empty where its kind of record has none: an INSERT has no old one, a REMOVE no new one.
 *
 * @throws MissingImageError where the stream leaves it out.
 */
export function imageOf(record: WireRecord, which: 'NewImage' | 'OldImage'): AttributeMap {
  return record.dynamodb?.[which] ?? withoutImage(record, which === 'NewImage');
}

function withoutImage(record: WireRecord, isNew: boolean): AttributeMap {
  if (record.eventName === (isNew ? 'REMOVE' : 'INSERT')) return NOTHING;
  throw new MissingImageError(
    `The ${record.eventName} record of table ${tableOf(record)} carries no ${isNew ? 'new' : 'old'} image, since its stream ` +
      `has the view type ${record.dynamodb?.StreamViewType}: expected ${isNew ? 'NEW_IMAGE' : 'OLD_IMAGE'} or NEW_AND_OLD_IMAGES`,
  );
}

/** The table of a record: from its stream's ARN, or as a Kinesis payload names it. */
export function tableOf({ tableName, eventSourceARN }: WireRecord): string | undefined {
  if (typeof tableName === 'string') return tableName;
  // Test tools put all sorts of things where the ARN belongs.
  return typeof eventSourceARN === 'string' ? /:table\/([^/]+)/.exec(eventSourceARN)?.[1] : undefined;
}

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
  return record.dynamodb?.[which] ?? withoutImage(record, which === 'NewImage' ? 'NEW' : 'OLD');
}

function withoutImage(record: WireRecord, which: 'NEW' | 'OLD'): AttributeMap {
  if (record.eventName === (which === 'NEW' ? 'REMOVE' : 'INSERT')) return NOTHING;
  throw new MissingImageError(
    `Table ${tableOf(record)}: found no ${which}_IMAGE in a stream of ${record.dynamodb?.StreamViewType}, expected ${which}_IMAGE or NEW_AND_OLD_IMAGES`,
  );
}

/** The table of a record: from its stream's ARN, or as a Kinesis payload names it. */
export function tableOf({ tableName, eventSourceARN }: WireRecord): string | undefined {
  if (typeof tableName === 'string') return tableName;
  // Test tools put all sorts of things where the ARN belongs.
  return typeof eventSourceARN === 'string' ? /:table\/([^/]+)/.exec(eventSourceARN)?.[1] : undefined;
}

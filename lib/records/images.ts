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
  return record.dynamodb?.[which] ?? withoutImage(record, which);
}

function withoutImage(record: WireRecord, which: 'NewImage' | 'OldImage'): AttributeMap {
  const [eventName, needed] = which === 'NewImage' ? ['REMOVE', 'NEW_IMAGE'] : ['INSERT', 'OLD_IMAGE'];
  if (record.eventName === eventName) return NOTHING;
  throw new MissingImageError(
    `Table ${tableOf(record)}: found view type ${record.dynamodb?.StreamViewType}, expected ${needed} or NEW_AND_OLD_IMAGES`,
  );
}

/** The table of a record: from its stream's ARN, or as a Kinesis payload names it. */
export function tableOf({ tableName, eventSourceARN }: WireRecord): string | undefined {
  if (typeof tableName === 'string') return tableName;
  // Test tools put all sorts of things where the ARN belongs.
  return typeof eventSourceARN === 'string' ? /:table\/([^/]+)/.exec(eventSourceARN)?.[1] : undefined;
}

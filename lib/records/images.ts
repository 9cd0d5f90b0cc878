import { MissingImageError } from '../errors.js';
import type { AttributeMap, WireRecord } from './wire.js';

/** The new image, `undefined` for a REMOVE, which has none. @throws MissingImageError where the stream leaves it out. */
export function newImageOf(record: WireRecord): AttributeMap | undefined {
  const image = record.dynamodb?.NewImage;
  if (image == null && record.eventName !== 'REMOVE') throw missingImage(record, 'new', 'NEW_IMAGE');
  return image;
}

/** The old image, `undefined` for an INSERT, which has none. @throws MissingImageError where the stream leaves it out. */
export function oldImageOf(record: WireRecord): AttributeMap | undefined {
  const image = record.dynamodb?.OldImage;
  if (image == null && record.eventName !== 'INSERT') throw missingImage(record, 'old', 'OLD_IMAGE');
  return image;
}

/** The table of a record: from its stream's ARN, or as a Kinesis payload names it. */
export function tableOf(record: WireRecord): string | undefined {
  return record.tableName ?? tableOfArn(record.eventSourceARN);
}

const TABLE = /:table\/([^/]+)/;

/** The table in a stream's ARN; `undefined` for anything else, such as the placeholders of test tools. */
export function tableOfArn(arn: unknown): string | undefined {
  return typeof arn === 'string' ? TABLE.exec(arn)?.[1] : undefined;
}

function missingImage(record: WireRecord, which: string, enough: string): MissingImageError {
  const table = tableOf(record) ?? 'unknown';
  const viewType = record.dynamodb?.StreamViewType ?? 'unknown';
  return new MissingImageError(
    `The stream of table ${table} has the view type ${viewType}, and its ${record.eventName} record carries no ${which} image. ` +
      `Reading it needs the view type ${enough} or NEW_AND_OLD_IMAGES.`,
  );
}

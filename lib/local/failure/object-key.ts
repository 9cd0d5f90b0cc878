import { createHash, randomUUID } from 'node:crypto';
import { unexpected } from '../../errors.js';
import { type AnyInvocationRecord, batchInfoOf } from '../mapping/invocation-record.js';

export interface ObjectKeyOptions {
  /**
   * The mapping's id in the keys, as AWS gives every mapping one. @default an id made of the function's and the
   * stream's ARN, so that it stays the same from run to run
   */
  readonly mappingId?: string;
}

/** The key that Lambda gives the object of a given up batch: aws/lambda/<mapping>/<shard>/YYYY/MM/DD/<second>-<uuid>. */
export function objectKey(record: AnyInvocationRecord, mappingId = mappingIdOf(record)): string {
  const { timestamp } = record;
  const batch = batchInfoOf(record);
  const day = timestamp.slice(0, 'YYYY-MM-DD'.length).replaceAll('-', '/');
  const second = timestamp.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length).replaceAll(':', '.');
  return `aws/lambda/${mappingId}/${oneSegment(batch.shardId)}/${day}/${second}-${randomUUID()}`;
}

/** @throws ConfigurationError for an id that would change the layout */
export function checkMappingId(mappingId: string | undefined, where: string): void {
  if (mappingId === undefined || /^[\w-]+$/.test(String(mappingId))) return;
  throw unexpected(`${where}: mappingId`, mappingId, 'a UUID, or another text of letters, digits, "-" and "_"');
}

function mappingIdOf(record: AnyInvocationRecord): string {
  const source = `${record.requestContext.functionArn} ${batchInfoOf(record).streamArn}`;
  const hash = createHash('sha256').update(source).digest('hex');
  // Version 8 is the one for ids that are made in a way of one's own.
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
}

/** AWS's shard ids are fit for a path; those of a source of one's own need not be, and must not lead out of the folder. */
function oneSegment(shardId: string): string {
  return shardId.replace(/[^\w-]/g, '_');
}

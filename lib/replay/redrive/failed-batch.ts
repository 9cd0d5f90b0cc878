import { isObject, kindOf } from '../../errors.js';
import { fieldsOf } from '../../sources/source.js';
import type { DeliveredRecord } from '../target/target.js';

/** Where the records of a batch are in their stream, both ends included. */
export interface ShardRange {
  readonly service: 'dynamodb' | 'kinesis';
  readonly streamArn: string;
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  /** How many records the function was invoked with. */
  readonly batchSize: number | undefined;
}

/** A batch that Lambda gave up, as its failure destination holds it. */
export interface FailedBatch {
  readonly range: ShardRange;
  /** The records themselves, where the destination holds the event: a bucket does, a queue does not. */
  readonly payload: readonly DeliveredRecord[] | undefined;
  /** When its last record was written, or else when it was given up, in milliseconds since the epoch, if it says so. */
  readonly writtenAt: number | undefined;
}

/** A failed batch, or why the text is none. */
export type FailedBatchText = { readonly batch: FailedBatch } | { readonly problem: string };

export interface FailedBatchOptions {
  /**
   * Whether a payload is believed. A queue gets none from Lambda: what a message brings may be anybody's who can send to
   * the queue, and its batch is read again from the stream.
   */
  readonly holdsEvents: boolean;
}

const EXPECTED = "expected Lambda's record of a failed batch, with DDBStreamBatchInfo or KinesisBatchInfo";

/** Reads what Lambda, `toQueue`, `toBucket`, `toFolder` and `toFile` write, also where SNS has put it into an envelope. */
export function readFailedBatch(text: string, { holdsEvents }: FailedBatchOptions): FailedBatchText {
  const record = withoutEnvelope(parse(text));
  if (!isObject(record)) return { problem: `found ${record === undefined ? 'no JSON' : kindOf(record)}, ${EXPECTED}` };
  const range = rangeOf(record);
  if (range === undefined) return { problem: `found keys [${Object.keys(record).slice(0, 9)}], ${EXPECTED}` };
  if (typeof range === 'string') return { problem: range };
  const writtenAt = writtenAtOf(record);
  const { payload } = record;
  if (!holdsEvents || payload === undefined || payload === null)
    return { batch: { range, payload: undefined, writtenAt } };
  // Some of Lambda's records hold the event as it is, others its JSON as text.
  const event = typeof payload === 'string' ? parse(payload) : payload;
  const { Records: records } = isObject(event) ? event : { Records: undefined };
  if (!isRecords(records)) return { problem: 'found a payload without records, expected an event with Records' };
  return { batch: { range, payload: records, writtenAt } };
}

/** Such as `records 100 to 120 of shardId-00000001-abcd (Orders)`. */
export function describeRange({ startSequenceNumber: start, endSequenceNumber: end, ...range }: ShardRange): string {
  const records = start === end ? `record ${start}` : `records ${start} to ${end}`;
  const [, name] = /:(?:table|stream)\/([^/]+)/.exec(range.streamArn) ?? [];
  return `${records} of ${range.shardId}${name === undefined ? '' : ` (${name})`}`;
}

/** In the order of their streams, so that what was written first is handled first. */
export function compareRanges(a: ShardRange, b: ShardRange): number {
  const [shardOfA, shardOfB] = [`${a.streamArn} ${a.shardId}`, `${b.streamArn} ${b.shardId}`];
  if (shardOfA !== shardOfB) return shardOfA < shardOfB ? -1 : 1;
  const [startOfA, startOfB] = [BigInt(a.startSequenceNumber), BigInt(b.startSequenceNumber)];
  return startOfA === startOfB ? 0 : startOfA < startOfB ? -1 : 1;
}

/** `undefined` where the record has none, a text where it makes no sense. */
function rangeOf(record: Readonly<Record<string, unknown>>): ShardRange | string | undefined {
  const service = isObject(record.KinesisBatchInfo) ? 'kinesis' : 'dynamodb';
  const info = record.KinesisBatchInfo ?? record.DDBStreamBatchInfo;
  if (!isObject(info)) return undefined;
  const { streamArn, shardId, startSequenceNumber, endSequenceNumber, batchSize } = info;
  const isKnown =
    isName(streamArn) &&
    isName(shardId) &&
    isSequenceNumber(startSequenceNumber) &&
    isSequenceNumber(endSequenceNumber);
  if (!isKnown)
    return 'found batch info that lacks one of streamArn, shardId, startSequenceNumber and endSequenceNumber';
  if (BigInt(endSequenceNumber) < BigInt(startSequenceNumber))
    return `found a batch that ends before it begins: ${startSequenceNumber} to ${endSequenceNumber}`;
  const size = typeof batchSize === 'number' ? batchSize : undefined;
  return { service, streamArn, shardId, startSequenceNumber, endSequenceNumber, batchSize: size };
}

function writtenAtOf({ KinesisBatchInfo, DDBStreamBatchInfo, timestamp }: Readonly<Record<string, unknown>>) {
  const { approximateArrivalOfLastRecord: arrival = timestamp } = fieldsOf(KinesisBatchInfo ?? DDBStreamBatchInfo);
  const time = typeof arrival === 'string' ? Date.parse(arrival) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** SNS hands on what it got as text in `Message`, unless its subscription asks for raw messages. */
function withoutEnvelope(value: unknown): unknown {
  if (!isObject(value) || value.Type !== 'Notification' || typeof value.Message !== 'string') return value;
  return parse(value.Message);
}

/** Editors of Windows put a byte order mark in front, which is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** What is in the records is looked at by the handlers. */
function isRecords(records: unknown): records is readonly DeliveredRecord[] {
  return Array.isArray(records) && records.length > 0 && records.every(isObject);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isSequenceNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,128}$/.test(value);
}

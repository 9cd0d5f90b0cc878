import type { DynamoDBRecord, StreamRecord } from 'aws-lambda';
import { sizeOf } from '../records/size.js';
import type { EventName } from '../records/stream-record.js';
import type { StreamViewType } from '../records/wire.js';
import { type Images, keysOf } from './keys.js';
import type { Attributes } from './marshall.js';
import { checkOptions, type RecordOptions } from './options.js';

/** The part of a record that speaks of the item. */
export interface DeliveredChange extends StreamRecord {
  /** Whole seconds since the epoch. */
  ApproximateCreationDateTime: number;
  Keys: Attributes;
  SequenceNumber: string;
  SizeBytes: number;
  StreamViewType: StreamViewType;
}

/** A stream record as Lambda delivers it, with every field that DynamoDB writes. */
export interface DeliveredRecord extends DynamoDBRecord {
  eventID: string;
  eventName: EventName;
  eventVersion: '1.1';
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  eventSourceARN: string;
  dynamodb: DeliveredChange;
  /** On the deletions that DynamoDB makes itself. */
  userIdentity?: { type: string; principalId: string };
}

const REGION = 'us-east-1';
const START = Date.parse('2026-01-01T00:00:00Z');

/** When the changes were made, in milliseconds: their records tell the second only. */
const TIMES = new WeakMap<StreamRecord, number>();

/** When a change was made, in milliseconds since the epoch; of a copy of one that a maker gave, to the second. */
export function madeAt(change: DeliveredChange): number {
  return TIMES.get(change) ?? change.ApproximateCreationDateTime * 1000;
}

// A count where AWS has random numbers and a clock: tests see the same records in every run.
let count = 0;

/** The record of a change. @throws ConfigurationError for a wrong option, and for an item that lacks its key */
export function makeRecord(
  eventName: EventName,
  images: Images,
  options: RecordOptions,
  where: string,
): DeliveredRecord {
  const { table, keys, viewType, createdAt } = checkOptions(options, where);
  const Keys = keysOf(images, keys, where);
  const carried = carriedBy(viewType, images);
  count++;
  const madeAtMs = createdAt?.getTime() ?? START + count;
  const change: DeliveredChange = {
    ApproximateCreationDateTime: Math.floor(madeAtMs / 1000),
    Keys,
    ...carried,
    // As long as AWS's shortest, and all of one length, so that they are in order as text too.
    SequenceNumber: `1${String(count).padStart(20, '0')}`,
    SizeBytes: sizeOf(Keys) + sizeOf(carried.OldImage) + sizeOf(carried.NewImage),
    StreamViewType: viewType,
  };
  TIMES.set(change, madeAtMs);
  return {
    eventID: count.toString(16).padStart(32, '0'),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: REGION,
    dynamodb: change,
    eventSourceARN: `arn:aws:dynamodb:${REGION}:123456789012:table/${table}/stream/2026-01-01T00:00:00.000`,
  };
}

/** The names of the view types say which images a stream carries. */
function carriedBy(viewType: StreamViewType, { OldImage, NewImage }: Images): Images {
  return {
    ...(viewType.includes('NEW') && NewImage && { NewImage }),
    ...(viewType.includes('OLD') && OldImage && { OldImage }),
  };
}

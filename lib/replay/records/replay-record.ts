import { createHash } from 'node:crypto';
import type { DynamoDBRecord } from 'aws-lambda';
import { sizeOf } from '../../records/size.js';
import type { EventName } from '../../records/stream-record.js';
import type { AttributeMap, StreamViewType } from '../../records/wire.js';
import { toLambdaItem } from './lambda-item.js';

/** What the records of one replay have in common. */
export interface ReplayedStream {
  /**
   * Names the run. A record's event id is made of it, the table, the key, the kind of change and the time of its write,
   * so that a run which is resumed gives the same ids, and another run gives others.
   */
  readonly run: string;
  /** The stream that the records seem to come from; see `replayStreamArn`. */
  readonly streamArn: string;
  /** What the records carry of an item. @default 'NEW_AND_OLD_IMAGES' */
  readonly viewType?: StreamViewType;
}

/** A change to be told to the handlers again. */
export interface ReplayedChange {
  readonly eventName: EventName;
  readonly keys: AttributeMap;
  readonly newImage?: AttributeMap | undefined;
  readonly oldImage?: AttributeMap | undefined;
  /** The place of the record in its run, from 0 on: sequence numbers follow it. */
  readonly position: number;
  /** Microseconds since the epoch, where it is known when the change was written. @default now */
  readonly writtenAtMicros?: number | undefined;
}

/** What the event ids of replayed records begin with; those of a stream are hexadecimal digits alone. */
const MARK = 'replay-';

/** A stream record, as Lambda delivers it, of a change that is replayed. @throws InvalidEventError for no item */
export function replayRecord(change: ReplayedChange, stream: ReplayedStream): DynamoDBRecord {
  const { eventName, position, writtenAtMicros } = change;
  const { streamArn, viewType = 'NEW_AND_OLD_IMAGES' } = stream;
  const Keys = toLambdaItem(change.keys);
  const NewImage = viewType.includes('NEW') && change.newImage ? toLambdaItem(change.newImage) : undefined;
  const OldImage = viewType.includes('OLD') && change.oldImage ? toLambdaItem(change.oldImage) : undefined;
  return {
    eventID: eventIDOf(stream, change),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: streamArn.split(':')[3] || 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: writtenAtMicros === undefined ? Date.now() / 1000 : writtenAtMicros / 1e6,
      Keys,
      ...(NewImage && { NewImage }),
      ...(OldImage && { OldImage }),
      // As long as AWS's shortest, and all of one length, so that they are in order as text too.
      SequenceNumber: `1${String(position).padStart(20, '0')}`,
      SizeBytes: sizeOf(Keys) + sizeOf(NewImage) + sizeOf(OldImage),
      StreamViewType: viewType,
    },
    eventSourceARN: streamArn,
  };
}

/**
 * The stream that replayed records name where the table's own is not known: `…:table/Orders/stream/replay`.
 *
 * @example
 * ```ts
 * const streamArn = replayStreamArn('arn:aws:dynamodb:eu-west-1:123456789012:table/Orders');
 * ```
 */
export function replayStreamArn(tableArn: string): string {
  return `${tableArn}/stream/replay`;
}

/**
 * Whether a record is replayed: one that `onstream replay` made, and no stream, or that was redriven without
 * `--original-id`. A touch is none, since the table's own stream tells of it. For handlers that must not do some of their
 * work twice.
 *
 * @example
 * ```ts
 * if (!isReplayed(record)) await mail.send(record.newImage.email, 'Thank you');
 * ```
 */
export function isReplayed({ eventID }: { readonly eventID?: string | undefined }): boolean {
  return eventID?.startsWith(MARK) ?? false;
}

function eventIDOf({ run, streamArn }: ReplayedStream, { eventName, keys, writtenAtMicros }: ReplayedChange): string {
  const key = Object.entries(toLambdaItem(keys)).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = JSON.stringify([run, streamArn, eventName, key, writtenAtMicros ?? null]);
  return MARK + createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/**
 * The shapes that DynamoDB writes: typed wrappers around text, as they stand in an event before anything is
 * deserialized. They are wider than `@types/aws-lambda`'s (binary may also be a `Uint8Array`, as the SDK gives it) and
 * every field may be missing, since events come from outside.
 */

/** One attribute's value in its typed wrapper, such as `{ S: 'PAID' }` or `{ N: '42' }`. */
export interface AttributeValue {
  S?: string | undefined;
  N?: string | undefined;
  /** Base64 text in Lambda events, bytes where the SDK's own output is passed on. */
  B?: string | Uint8Array | undefined;
  BOOL?: boolean | undefined;
  NULL?: boolean | undefined;
  M?: AttributeMap | undefined;
  L?: AttributeValue[] | undefined;
  SS?: string[] | undefined;
  NS?: string[] | undefined;
  BS?: (string | Uint8Array)[] | undefined;
}

/** An image, a key, or the inside of a map: attribute name to value. */
export interface AttributeMap {
  [name: string]: AttributeValue;
}

/** What a stream carries of an item: nothing but its key, one of its images, or both. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** The part of a wire record that speaks of the item. */
export interface WireChange {
  /** Seconds since the epoch with a fraction; in Kinesis payloads milliseconds, or what the precision field says. */
  ApproximateCreationDateTime?: number | undefined;
  /** Kinesis payloads only. */
  ApproximateCreationDateTimePrecision?: string | undefined;
  Keys?: AttributeMap | undefined;
  NewImage?: AttributeMap | undefined;
  OldImage?: AttributeMap | undefined;
  SequenceNumber?: string | undefined;
  SizeBytes?: number | undefined;
  StreamViewType?: string | undefined;
}

/** A DynamoDB stream record as Lambda delivers it, or the payload of a Kinesis record, which has the same core. */
export interface WireRecord {
  eventID?: string | undefined;
  eventName?: string | undefined;
  eventVersion?: string | undefined;
  eventSource?: string | undefined;
  awsRegion?: string | undefined;
  eventSourceARN?: string | undefined;
  userIdentity?: { type?: string | undefined; principalId?: string | undefined } | null | undefined;
  dynamodb?: WireChange | undefined;
  /** Kinesis payloads only; stream records name their table in `eventSourceARN`. */
  tableName?: string | undefined;
}

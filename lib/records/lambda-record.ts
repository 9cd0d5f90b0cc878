import type { _Record as SdkRecord, AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb-streams';
import type { AttributeValue, DynamoDBRecord, StreamRecord } from 'aws-lambda';

/** What DynamoDB writes on the one kind of record that has an identity: the deletion of an expired item. */
const TTL_IDENTITY = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

/**
 * A record of `GetRecords` in the form in which Lambda hands it to a function: binary as base64 text, times as seconds,
 * the identity's members in lower case, and the ARN of the stream on every record.
 */
export function toLambdaRecord(record: SdkRecord, streamArn: string): DynamoDBRecord {
  const eventName = toEventName(record.eventName);
  const userIdentity = toIdentity(record);
  return {
    ...(record.eventID !== undefined && { eventID: record.eventID }),
    ...(eventName !== undefined && { eventName }),
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: record.eventSource ?? 'aws:dynamodb',
    ...(record.awsRegion !== undefined && { awsRegion: record.awsRegion }),
    ...(record.dynamodb !== undefined && { dynamodb: toChange(record.dynamodb) }),
    ...(userIdentity !== undefined && { userIdentity }),
    eventSourceARN: streamArn,
  };
}

/** DynamoDB Local calls the deletion of an expired item by this name, and nothing else. */
const UNNAMED_EXPIRY: string = 'UNKNOWN_TO_SDK_VERSION';

function toEventName(name: SdkRecord['eventName']): DynamoDBRecord['eventName'] {
  return name === UNNAMED_EXPIRY ? 'REMOVE' : name;
}

function toIdentity(record: SdkRecord): typeof TTL_IDENTITY | undefined {
  if (record.eventName === UNNAMED_EXPIRY) return TTL_IDENTITY;
  if (record.userIdentity === undefined) return undefined;
  // dynoxide writes the members in lower case, and the SDK leaves out what it does not know.
  const { Type: type = TTL_IDENTITY.type, PrincipalId: principalId = TTL_IDENTITY.principalId } = record.userIdentity;
  return { type, principalId };
}

function toChange(change: NonNullable<SdkRecord['dynamodb']>): StreamRecord {
  const { ApproximateCreationDateTime: created, Keys, NewImage, OldImage, ...rest } = change;
  return {
    ...(created !== undefined && { ApproximateCreationDateTime: created.getTime() / 1000 }),
    ...(Keys !== undefined && { Keys: toMap(Keys) }),
    ...(NewImage !== undefined && { NewImage: toMap(NewImage) }),
    ...(OldImage !== undefined && { OldImage: toMap(OldImage) }),
    ...(rest.SequenceNumber !== undefined && { SequenceNumber: rest.SequenceNumber }),
    ...(rest.SizeBytes !== undefined && { SizeBytes: rest.SizeBytes }),
    ...(rest.StreamViewType !== undefined && { StreamViewType: rest.StreamViewType }),
  };
}

function toMap(map: Record<string, SdkValue>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, toValue(value)]));
}

function toValue(value: SdkValue): AttributeValue {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.M !== undefined) return { M: toMap(value.M) };
  if (value.L !== undefined) return { L: value.L.map(toValue) };
  if (value.NULL !== undefined) return { NULL: value.NULL };
  if (value.B !== undefined) return { B: toBase64(value.B) };
  if (value.SS !== undefined) return { SS: value.SS };
  if (value.NS !== undefined) return { NS: value.NS };
  if (value.BS !== undefined) return { BS: value.BS.map(toBase64) };
  throw new Error(`The SDK does not know the type "${value.$unknown[0]}" of an attribute: a later version may.`);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

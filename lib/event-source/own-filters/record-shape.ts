/** What stands at one path of the records that filters see. */
export interface Leaf {
  readonly kind: 'text' | 'number text' | 'number' | 'true or false' | 'true';
  /** All values that it can have, where they are few. */
  readonly values?: readonly (string | boolean)[];
}

const TEXT: Leaf = { kind: 'text' };
const NUMBER: Leaf = { kind: 'number' };
const textOf = (...values: string[]): Leaf => ({ kind: 'text', values });

/** By DynamoDB's types. Binary is base64 text. */
const VALUES: ReadonlyMap<string, Leaf> = new Map<string, Leaf>([
  ['S', TEXT],
  ['N', { kind: 'number text' }],
  ['B', TEXT],
  ['BOOL', { kind: 'true or false', values: [true, false] }],
  ['NULL', { kind: 'true', values: [true] }],
  ['SS', TEXT],
  ['NS', { kind: 'number text' }],
  ['BS', TEXT],
]);

/** The fields of a record beside its images, by their paths; those of a Kinesis payload too. */
const FIELDS: ReadonlyMap<string, Leaf> = new Map<string, Leaf>([
  ['eventName', textOf('INSERT', 'MODIFY', 'REMOVE')],
  ...['eventID', 'eventVersion', 'eventSource', 'awsRegion', 'eventSourceARN', 'tableName', 'recordFormat'].map(
    (name) => [name, TEXT] as const,
  ),
  ['userIdentity', TEXT],
  ['userIdentity.type', TEXT],
  ['userIdentity.principalId', TEXT],
  ['dynamodb.SequenceNumber', TEXT],
  ['dynamodb.ApproximateCreationDateTime', NUMBER],
  ['dynamodb.ApproximateCreationDateTimePrecision', TEXT],
  ['dynamodb.SizeBytes', NUMBER],
  ['dynamodb.StreamViewType', textOf('KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES')],
]);

/** An image or the keys, an attribute, whatever is inside of it, and a type. Names may have dots. */
const IMAGE = /^dynamodb\.(?:Keys|NewImage|OldImage)\..+\.([A-Z]+)$/s;

/** The leaf that records may have at a path, names joined with dots; `undefined` where none ever has one. */
export function leafAt(path: string): Leaf | undefined {
  const [, type = ''] = IMAGE.exec(path) ?? [];
  return FIELDS.get(path) ?? VALUES.get(type);
}

/** Whether a path leads to an attribute, or into an image, but not to a value with its type. */
export function isInImage(path: string): boolean {
  return /^dynamodb\.(Keys|NewImage|OldImage)(\.|$)/.test(path);
}

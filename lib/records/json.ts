import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { MissingImageError } from '../errors.js';

/** A record as JSON holds it, for logs that its author wants and for sending it on. */
export interface RecordJson {
  readonly eventName?: string;
  readonly eventID?: string;
  readonly table?: string;
  readonly awsRegion?: string;
  readonly streamArn?: string;
  readonly sequenceNumber?: string;
  /** ISO 8601, in UTC. */
  readonly createdAt?: string;
  readonly sizeBytes?: number;
  readonly viewType?: string;
  readonly removedBy?: string;
  readonly keys?: Readonly<Record<string, unknown>>;
  readonly newImage?: Readonly<Record<string, unknown>>;
  readonly oldImage?: Readonly<Record<string, unknown>>;
}

/** The fields of a record in the order in which a person wants to read them. */
const FIELDS = [
  ...[
    'eventName',
    'eventID',
    'table',
    'awsRegion',
    'streamArn',
    'sequenceNumber',
    'createdAt',
    'sizeBytes',
    'viewType',
  ],
  ...['removedBy', 'keys', 'newImage', 'oldImage'],
];

/** Describes a record. Leaves out the fields and images that it does not have; one that is malformed is its error's message. */
export function recordToJson(record: object): RecordJson {
  const entries = FIELDS.map((field): [string, unknown] => [field, toJsonValue(readField(record, field))]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function readField(record: object, field: string): unknown {
  try {
    return Reflect.get(record, field);
  } catch (error) {
    if (error instanceof MissingImageError) return undefined;
    // Whoever logs a record that failed wants to see it, and no second error.
    return error instanceof Error ? String(error.message) : 'cannot be read';
  }
}

/** Bytes become base64, sets arrays, and numbers that JSON would change their digits. */
function toJsonValue(value: unknown, within: readonly object[] = []): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof NumberValueImpl) return value.value;
  // An image has no cycle, unless a handler has put one into it.
  if (within.includes(value)) return '[circular]';
  const inside = [...within, value];
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (each) => toJsonValue(each, inside));
  const { toJSON }: { toJSON?: unknown } = value;
  if (typeof toJSON === 'function') return toJsonValue(Reflect.apply(toJSON, value, []), inside);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toJsonValue(each, inside)]));
}

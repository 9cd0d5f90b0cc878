import { checkKeys, unexpected } from '../errors.js';
import type { StreamViewType } from '../records/wire.js';

/** What a record tells beside its item. */
export interface RecordOptions {
  /** The table's name. @default 'Table' */
  readonly table?: string;
  /**
   * The attributes of the table's primary key.
   *
   * @default `pk` and `sk`, `PK` and `SK`, `pk` or `PK` if the item has them, else `id` if it has one, else the item's first
   * attribute; an item with a sort key of another convention is refused
   */
  readonly keys?: readonly string[];
  /** What the stream carries; the images that it does not carry are left out. @default 'NEW_AND_OLD_IMAGES' */
  readonly viewType?: StreamViewType;
  /**
   * When the change was made. Stream records have it to the second, as on AWS, and Kinesis payloads to the millisecond.
   *
   * @default a millisecond later than the record before it, from the start of 2026
   */
  readonly createdAt?: Date;
}

const NAMES = ['table', 'keys', 'viewType', 'createdAt'] satisfies (keyof RecordOptions)[];
const VIEW_TYPES = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] satisfies StreamViewType[];

/** The options with their defaults. @throws ConfigurationError for an unknown option and for a value that none takes */
export function checkOptions(options: RecordOptions, where: string) {
  checkKeys(options, NAMES, where);
  const { table = 'Table', keys, viewType = 'NEW_AND_OLD_IMAGES', createdAt } = options;
  if (typeof table !== 'string' || table === '') throw unexpected(`${where}: table`, table, 'the name of a table');
  if (!VIEW_TYPES.includes(viewType))
    throw unexpected(`${where}: viewType`, viewType, `one of ${VIEW_TYPES.join(', ')}`);
  if (keys !== undefined && !isKey(keys)) throw unexpected(`${where}: keys`, keys, 'an array of one or two names');
  if (createdAt !== undefined && !isTime(createdAt))
    throw unexpected(`${where}: createdAt`, String(createdAt), 'a valid Date');
  return { table, keys, viewType, createdAt };
}

function isKey(keys: unknown): boolean {
  return Array.isArray(keys) && [1, 2].includes(keys.length) && keys.every((name) => typeof name === 'string');
}

function isTime(time: unknown): boolean {
  return time instanceof Date && !Number.isNaN(time.getTime());
}

import type { Change } from './diff.js';
import type { RecordJson } from './json.js';
import type { PathOf } from './path-of.js';

/** An item whose attributes nobody has described. */
export type Item = Record<string, unknown>;

export type EventName = 'INSERT' | 'MODIFY' | 'REMOVE';

/** `I`, where the compiler is not to guess it from an argument. */
type NotInferred<I> = [I][I extends unknown ? 0 : never];

// `out`, as records are of what the decorators know of the item, and methods ask for less. Compilers before TypeScript 6
// get that wrong where a method takes a path of `T` itself; so `changed` takes it through a parameter of its own.

/** What every record has, whatever happened to its item. */
export interface RecordBase<out T> {
  /** The change's own id; the same when Lambda delivers it again. */
  readonly eventID: string;
  /** The table's name; `undefined` where the event does not tell (the placeholder ARNs of test tools). */
  readonly table: string | undefined;
  readonly awsRegion: string | undefined;
  /** The ARN of the DynamoDB stream, or of the Kinesis stream, that the record came through. */
  readonly streamArn: string | undefined;
  /** The item's primary key. */
  readonly keys: Partial<T>;
  /** The position in the stream: text of digits, to be compared as `BigInt`. */
  readonly sequenceNumber: string;
  /** When the change was made, as DynamoDB remembers it approximately. */
  readonly createdAt: Date | undefined;
  /** The size of the record in bytes, as DynamoDB counts it. */
  readonly sizeBytes: number | undefined;
  readonly viewType: string | undefined;
  /**
   * Every difference between the old and the new image, inside maps and lists. Computed on first use. An INSERT has
   * added every attribute, a REMOVE has removed every one.
   *
   * @throws MissingImageError where the stream does not carry both images.
   */
  readonly changes: readonly Change[];
  /**
   * Whether the value at a path differs between the images; without a path, whether anything does.
   *
   * @throws MissingImageError where the stream does not carry both images.
   * @example
   * ```ts
   * if (record.changed('address.city')) await taxes.recompute(record.newImage);
   * ```
   */
  changed<I = T>(path?: PathOf<NotInferred<I>>): boolean;
  /** The wire record as it came, untouched. */
  readonly raw: unknown;
  /**
   * What a person wants to see or send on: names, keys and images as plain values that JSON can hold. Bytes become base64,
   * sets arrays, and numbers beyond JavaScript's text. An image that the stream does not carry is left out.
   * `JSON.stringify(record)` and `console.log(record)` use it. So should whoever would spread a record: its properties are
   * getters, of which `{ ...record }` has none.
   */
  toJSON(): RecordJson;
}

/** An item that was put where there was none. */
export interface InsertRecord<out T = Item> extends RecordBase<T> {
  readonly eventName: 'INSERT';
  /** @throws MissingImageError where the stream's view type carries no new image. */
  readonly newImage: T;
  readonly oldImage: undefined;
}

/** An item that was changed. */
export interface ModifyRecord<out T = Item> extends RecordBase<T> {
  readonly eventName: 'MODIFY';
  /** @throws MissingImageError where the stream's view type carries no new image. */
  readonly newImage: T;
  /** @throws MissingImageError where the stream's view type carries no old image. */
  readonly oldImage: T;
}

/** An item that was deleted, by someone or because its time to live was over. */
export interface RemoveRecord<out T = Item> extends RecordBase<T> {
  readonly eventName: 'REMOVE';
  readonly newImage: undefined;
  /** @throws MissingImageError where the stream's view type carries no old image. */
  readonly oldImage: T;
  /** `'ttl'` where DynamoDB deleted an expired item; replicas of a global table see that deletion as a user's. */
  readonly removedBy: RemovedBy;
}

export type RemovedBy = 'ttl' | 'user';

/** Any record of a stream; `eventName` tells which. */
export type StreamRecord<T = Item> = InsertRecord<T> | ModifyRecord<T> | RemoveRecord<T>;

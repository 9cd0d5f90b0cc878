import { InvalidEventError } from '../errors.js';
import { invalidWhereTooDeep } from './check-value.js';
import type { ReadNumber } from './deserialize.js';
import { type Change, diffImages } from './diff.js';
import { sameImage, sameValue } from './equal.js';
import { imageOf, NOTHING } from './images.js';
import { type RecordJson, recordToJson } from './json.js';
import { Layouts } from './layout.js';
import { compilePath } from './path.js';
import type { Item, RemovedBy } from './stream-record.js';
import type { AttributeMap, WireRecord } from './wire.js';

/** What the records of one table share: how to read their numbers, and what is known of their layouts. */
export interface TableReader {
  readonly table: string | undefined;
  readonly readNumber: ReadNumber;
  readonly images: Layouts;
  readonly keys: Layouts;
}

/** The reader of one table's records. */
export function tableReader(table: string | undefined, readNumber: ReadNumber): TableReader {
  const memory = { kept: 0 };
  return { table, readNumber, images: new Layouts(readNumber, memory), keys: new Layouts(readNumber, memory) };
}

/** The record that handlers get: a view of the wire record, which reads each image when it is first asked for. */
export class RecordView {
  readonly #wire: WireRecord;
  readonly #reader: TableReader;
  #keys: Item | undefined;
  #newImage: Item | undefined;
  #oldImage: Item | undefined;
  #changes: readonly Change[] | undefined;

  constructor(
    readonly raw: unknown,
    wire: WireRecord,
    reader: TableReader,
  ) {
    this.#wire = wire;
    this.#reader = reader;
  }

  get eventName() {
    return this.#wire.eventName;
  }

  get eventID() {
    return this.#wire.eventID;
  }

  get table() {
    return this.#reader.table;
  }

  get awsRegion() {
    return this.#wire.awsRegion;
  }

  get streamArn() {
    return this.#wire.eventSourceARN;
  }

  get sequenceNumber() {
    return this.#wire.dynamodb?.SequenceNumber;
  }

  get createdAt() {
    const seconds = this.#wire.dynamodb?.ApproximateCreationDateTime;
    return typeof seconds === 'number' ? new Date(Math.round(seconds * 1000)) : undefined;
  }

  get sizeBytes() {
    return this.#wire.dynamodb?.SizeBytes;
  }

  get viewType() {
    return this.#wire.dynamodb?.StreamViewType;
  }

  get removedBy() {
    return removedBy(this.#wire);
  }

  get keys() {
    this.#keys ??= read(this.#reader.keys, this.#wire.dynamodb?.Keys ?? NOTHING, 'keys');
    return this.#keys;
  }

  get newImage() {
    if (this.eventName !== 'REMOVE')
      this.#newImage ??= read(this.#reader.images, imageOf(this.#wire, 'NewImage'), 'newImage');
    return this.#newImage;
  }

  get oldImage() {
    if (this.eventName !== 'INSERT')
      this.#oldImage ??= read(this.#reader.images, imageOf(this.#wire, 'OldImage'), 'oldImage');
    return this.#oldImage;
  }

  get changes() {
    this.#changes ??= compare(this.#wire, 'changes', (from, to) => diffImages(from, to, this.#reader.readNumber));
    return this.#changes;
  }

  changed(path?: string): boolean {
    const where = 'record.changed';
    const readPath = path === undefined ? undefined : compilePath(path, where);
    return compare(this.#wire, where, (from, to) =>
      readPath ? !sameValue(readPath(from), readPath(to), where) : !sameImage(from, to, where),
    );
  }

  toJSON(): RecordJson {
    return recordToJson(this);
  }

  /** `console.log(record)` shows the same. */
  [Symbol.for('nodejs.util.inspect.custom')](): RecordJson {
    return this.toJSON();
  }
}

function compare<T>(wire: WireRecord, where: string, run: (from: AttributeMap, to: AttributeMap) => T): T {
  const from = imageOf(wire, 'OldImage');
  const to = imageOf(wire, 'NewImage');
  try {
    return run(from, to);
  } catch (error) {
    throw invalidWhereTooDeep(error, where);
  }
}

/** Who deleted the item, if it was deleted: DynamoDB signs the deletions of its time to live. */
export function removedBy({ eventName, userIdentity }: WireRecord): RemovedBy | undefined {
  if (eventName !== 'REMOVE') return undefined;
  return userIdentity?.type === 'Service' && userIdentity.principalId === 'dynamodb.amazonaws.com' ? 'ttl' : 'user';
}

function read(layouts: Layouts, map: AttributeMap, where: string): Item {
  try {
    return layouts.read(map);
  } catch (error) {
    if (error instanceof InvalidEventError) throw new InvalidEventError(where + error.message);
    throw invalidWhereTooDeep(error, where);
  }
}

import { InvalidEventError } from '../errors.js';
import type { ReadNumber } from './deserialize.js';
import { type Change, diffImages } from './diff.js';
import { sameImage, sameValue } from './equal.js';
import { faultIn } from './fault.js';
import { newImageOf, oldImageOf } from './images.js';
import { Layouts } from './layout.js';
import { parsePath, pathReader } from './path.js';
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
  return { table, readNumber, images: new Layouts(readNumber), keys: new Layouts(readNumber) };
}

const NOTHING: AttributeMap = {};

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

  get eventName(): string | undefined {
    return this.#wire.eventName;
  }

  get eventID(): string | undefined {
    return this.#wire.eventID;
  }

  get table(): string | undefined {
    return this.#reader.table;
  }

  get awsRegion(): string | undefined {
    return this.#wire.awsRegion ?? this.streamArn?.split(':')[3];
  }

  get streamArn(): string | undefined {
    return this.#wire.eventSourceARN;
  }

  get sequenceNumber(): string | undefined {
    return this.#wire.dynamodb?.SequenceNumber;
  }

  get createdAt(): Date | undefined {
    const seconds = this.#wire.dynamodb?.ApproximateCreationDateTime;
    return typeof seconds === 'number' ? new Date(Math.round(seconds * 1000)) : undefined;
  }

  get sizeBytes(): number | undefined {
    return this.#wire.dynamodb?.SizeBytes;
  }

  get viewType(): string | undefined {
    return this.#wire.dynamodb?.StreamViewType;
  }

  get removedBy(): RemovedBy | undefined {
    return this.eventName === 'REMOVE' ? removedBy(this.#wire) : undefined;
  }

  get keys(): Item {
    this.#keys ??= read(this.#reader.keys, this.#wire.dynamodb?.Keys ?? NOTHING, 'keys');
    return this.#keys;
  }

  get newImage(): Item | undefined {
    if (this.#newImage !== undefined) return this.#newImage;
    const image = newImageOf(this.#wire);
    if (image != null) this.#newImage = read(this.#reader.images, image, 'newImage');
    return this.#newImage;
  }

  get oldImage(): Item | undefined {
    if (this.#oldImage !== undefined) return this.#oldImage;
    const image = oldImageOf(this.#wire);
    if (image != null) this.#oldImage = read(this.#reader.images, image, 'oldImage');
    return this.#oldImage;
  }

  get changes(): readonly Change[] {
    this.#changes ??= diffImages(
      oldImageOf(this.#wire) ?? NOTHING,
      newImageOf(this.#wire) ?? NOTHING,
      this.#reader.readNumber,
    );
    return this.#changes;
  }

  changed(path?: string): boolean {
    const from = oldImageOf(this.#wire) ?? NOTHING;
    const to = newImageOf(this.#wire) ?? NOTHING;
    if (path === undefined) return !sameImage(from, to);
    const readPath = pathReader(parsePath(path, 'changed'));
    return !sameValue(readPath(from), readPath(to));
  }
}

/** Who deleted the item: DynamoDB signs the deletions of its time to live. */
export function removedBy(record: WireRecord): RemovedBy {
  const identity = record.userIdentity;
  return identity?.type === 'Service' && identity.principalId === 'dynamodb.amazonaws.com' ? 'ttl' : 'user';
}

function read(layouts: Layouts, map: AttributeMap, where: string): Item {
  try {
    return layouts.read(map);
  } catch (error) {
    throw error instanceof InvalidEventError ? faultIn(map, where, error) : error;
  }
}

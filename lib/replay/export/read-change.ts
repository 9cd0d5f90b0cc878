import { InvalidEventError, isObject, kindOf } from '../../errors.js';
import type { EventName } from '../../records/stream-record.js';
import type { AttributeMap, AttributeValue } from '../../records/wire.js';
import type { ReplayedChange } from '../records/replay-record.js';
import type { TableExport } from './manifest.js';

/** A change, but for its place in the run. */
export interface ExportedChange extends Omit<ReplayedChange, 'position'> {
  readonly writtenAtMicros: number;
}

/** What is needed beside a line to read it. */
export interface LineFormat {
  readonly export: Pick<TableExport, 'type' | 'from' | 'newImagesOnly'>;
  /** The attributes of the table's key: lines of full exports do not tell them from others. */
  readonly keys: readonly string[];
  /** What a new image is told as where old ones were left out, so that nobody knows. */
  readonly newImagesAs: 'INSERT' | 'MODIFY';
}

/**
 * The change that a line of an export is: `{ Item }` of a full export, an INSERT; `{ Metadata, Keys, NewImage?, OldImage? }`
 * of an incremental one, an INSERT without an old image, a REMOVE without a new one, else a MODIFY.
 *
 * @throws InvalidEventError for a line that is neither; never with what is in the item
 */
export function readChange(
  line: string,
  { export: { type, from, newImagesOnly }, ...format }: LineFormat,
): ExportedChange {
  const fields = parse(line);
  if (type === 'full') {
    if (!('Item' in fields)) throw unexpectedLine(fields, 'an Item');
    const newImage = imageOf(fields.Item, 'Item');
    return { eventName: 'INSERT', keys: keysOf(newImage, format.keys), newImage, writtenAtMicros: from * 1000 };
  }
  if (!('Keys' in fields)) throw unexpectedLine(fields, 'Metadata, Keys, and NewImage or OldImage');
  const newImage = optionalImage(fields.NewImage, 'NewImage');
  const oldImage = optionalImage(fields.OldImage, 'OldImage');
  return {
    eventName: eventNameOf(newImage, oldImage, newImagesOnly ? format.newImagesAs : 'INSERT'),
    keys: checkKeys(imageOf(fields.Keys, 'Keys')),
    newImage,
    oldImage,
    writtenAtMicros: writtenAt(fields.Metadata),
  };
}

function eventNameOf(newImage: unknown, oldImage: unknown, newImageAlone: EventName): EventName {
  if (newImage === undefined) return 'REMOVE';
  return oldImage === undefined ? newImageAlone : 'MODIFY';
}

function parse(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The parser's message would quote the item.
    throw new InvalidEventError(`found no JSON in a line of ${line.length} characters`);
  }
  if (isObject(value)) return value;
  throw new InvalidEventError(`found ${kindOf(value)}, expected an object`);
}

function keysOf(item: AttributeMap, names: readonly string[]): AttributeMap {
  return Object.fromEntries(
    names.map((name) => {
      const value = Object.hasOwn(item, name) ? item[name] : undefined;
      if (value === undefined) throw new InvalidEventError(`found an item without its key attribute "${name}"`);
      return [name, checkKey(value, name)];
    }),
  );
}

const KEY_TYPES = ['S', 'N', 'B'];

function checkKey(value: AttributeValue, name: string): AttributeValue {
  const types = Object.keys(value);
  if (types.every((type) => KEY_TYPES.includes(type))) return value;
  throw new InvalidEventError(`found another type than S, N or B for the key attribute "${name}"`);
}

/** The key that a line of an incremental export names. */
function checkKeys(keys: AttributeMap): AttributeMap {
  const entries = Object.entries(keys);
  if (entries.length === 0) throw new InvalidEventError('Keys: found no attributes, expected those of the key');
  return Object.fromEntries(entries.map(([name, value]) => [name, checkKey(value, name)]));
}

function optionalImage(value: unknown, name: string): AttributeMap | undefined {
  return value === undefined || value === null ? undefined : imageOf(value, name);
}

/** What is inside the values is checked when they are turned into a record's. */
function imageOf(value: unknown, name: string): AttributeMap {
  if (isAttributeMap(value)) return value;
  throw new InvalidEventError(`${name}: found ${kindOf(value)}, expected a map of typed attributes`);
}

function isAttributeMap(value: unknown): value is AttributeMap {
  return isObject(value) && Object.values(value).every(isObject);
}

function writtenAt(metadata: unknown): number {
  const { WriteTimestampMicros: micros } = isObject(metadata) ? metadata : {};
  const time = Number(isObject(micros) ? micros.N : micros);
  if (Number.isSafeInteger(time)) return time;
  throw new InvalidEventError('Metadata: found no WriteTimestampMicros, expected the microseconds of the write');
}

function unexpectedLine(fields: object, expected: string): InvalidEventError {
  return new InvalidEventError(`found keys [${Object.keys(fields).slice(0, 9)}], expected ${expected}`);
}

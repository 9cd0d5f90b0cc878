import { checkKeys, unexpected } from '../errors.js';
import { compilePattern } from '../patterns/compile.js';
import { compileMatchers } from '../patterns/matcher.js';
import type { Compile, ValueTest } from '../patterns/combine.js';
import { sameValue } from '../records/equal.js';
import { imageOf, NOTHING } from '../records/images.js';
import { compilePath } from '../records/path.js';
import type { EventName, StreamRecord } from '../records/stream-record.js';
import { removedBy } from '../records/view.js';
import type { WireRecord } from '../records/wire.js';
import type { Declaration, DecoratorName } from './declaration.js';

/** Decides on the wire form, so that a record which nobody wants costs a few property reads. */
export type WireTest = (record: WireRecord) => boolean;

/** The conditions of a filter, compiled. */
export interface Conditions {
  readonly tests: readonly WireTest[];
  /** The `when` function, which needs the record itself. */
  readonly when: ((record: StreamRecord) => unknown) | undefined;
  /** Whether records of an event can pass at all: an INSERT has no old image, a REMOVE no new one. */
  readonly admits: (eventName: EventName) => boolean;
}

/** One decorator, compiled: the records for which it lets its method run. */
export interface Route extends Conditions {
  readonly eventNames: readonly EventName[];
}

export const EVENT_NAMES: readonly EventName[] = ['INSERT', 'MODIFY', 'REMOVE'];

/** What each decorator hears, and the keys that its filter has beside the common ones. */
const DECORATORS: Readonly<Record<DecoratorName, readonly [eventNames: readonly EventName[], ...keys: string[]]>> = {
  OnInsert: [['INSERT']],
  OnModify: [['MODIFY']],
  OnRemove: [['REMOVE'], 'by'],
  OnAny: [EVENT_NAMES],
  OnChange: [['MODIFY'], 'from', 'to', 'on'],
};

/**
 * Compiles what a decorator was told. Cheap tests come first.
 *
 * @throws ConfigurationError for an unknown filter key, a malformed path or pattern, and a filter that no record can
 * pass; the message begins with `where`, the name of the method.
 */
export function compileRoute({ decorator, paths, filter = {} }: Declaration, where: string): Route {
  const [heard, ...keys] = DECORATORS[decorator];
  checkKeys(filter, ['newImage', 'oldImage', 'keys', 'when', ...keys], where);
  const given: Readonly<Record<string, unknown>> = { ...filter };
  const compile = <Test>(key: string, compiler: Compile<Test>): Test | undefined =>
    given[key] === undefined ? undefined : compiler(given[key], `${where}.${key}`);

  const ofKeys = compile('keys', compilePattern);
  const ofNew = compile('newImage', compilePattern);
  const ofOld = compile('oldImage', compilePattern);
  const tests = [
    compile('by', compileBy),
    ofKeys && ((record: WireRecord) => ofKeys(record.dynamodb?.Keys ?? NOTHING)),
    ofNew && ((record: WireRecord) => ofNew(newImageOf(record))),
    ofOld && ((record: WireRecord) => ofOld(oldImageOf(record))),
    decorator === 'OnChange'
      ? compileChange(paths, compile('from', compileMatchers), compile('to', compileMatchers), where)
      : undefined,
  ].filter((test) => test !== undefined);

  const named = compile('on', checkEventNames) ?? heard;
  // An INSERT has no old image, a REMOVE no new one: patterns over those decide without a record.
  const absent = { INSERT: ofOld, MODIFY: undefined, REMOVE: ofNew };
  const eventNames = EVENT_NAMES.filter(
    (eventName) => named.includes(eventName) && (absent[eventName]?.(NOTHING) ?? true),
  );
  if (eventNames.length === 0)
    throw unexpected(where, String(named), 'a filter that can match: INSERT has no old image, REMOVE no new one');
  const admits = (eventName: EventName) => eventNames.includes(eventName);
  return { eventNames, tests, when: compile('when', compileWhen), admits };
}

/** Compiles the filter of a table. @throws ConfigurationError */
export function compileFilter(filter: unknown, where: string): Conditions {
  return compileRoute({ decorator: 'OnAny', filter }, where);
}

// Read here rather than in `imageOf` where they are present: this runs for every record of the stream.
const newImageOf = (record: WireRecord) => record.dynamodb?.NewImage ?? imageOf(record, 'NewImage');
const oldImageOf = (record: WireRecord) => record.dynamodb?.OldImage ?? imageOf(record, 'OldImage');

function compileBy(by: unknown, where: string): WireTest {
  if (by !== 'ttl' && by !== 'user') throw unexpected(where, by, '"ttl" or "user"');
  return (record) => removedBy(record) === by;
}

function compileWhen(when: unknown, where: string): Route['when'] {
  if (typeof when !== 'function') throw unexpected(where, when, 'a function');
  return (record) => {
    const answer: unknown = when(record);
    if (answer instanceof Promise) throw new TypeError('"when" returned a promise: expected true or false');
    return answer;
  };
}

function compileChange(
  paths: unknown,
  from: ValueTest = () => true,
  to: ValueTest = () => true,
  where: string,
): WireTest {
  const readers = (Array.isArray(paths) && paths.length > 0 ? paths : [paths]).map((path) => compilePath(path, where));
  return (record) => {
    const oldImage = oldImageOf(record);
    const newImage = newImageOf(record);
    for (const read of readers) {
      const before = read(oldImage);
      const after = read(newImage);
      if (!sameValue(before, after) && from(before) && to(after)) return true;
    }
    return false;
  };
}

function checkEventNames(names: unknown, where: string): readonly EventName[] {
  if (Array.isArray(names) && names.length > 0 && names.every((name) => EVENT_NAMES.includes(name))) return names;
  throw unexpected(where, String(names), `an array of ${EVENT_NAMES.join(', ')}`);
}

import { ConfigurationError, checkKeys, unexpected } from '../errors.js';
import { type Compile, compileOneOrSome, compileSome, oneOf, type ValueTest } from '../patterns/combine.js';
import { compilePattern, type ImageTest } from '../patterns/compile.js';
import { compileMatchers } from '../patterns/matcher.js';
import { ignoreRejection, isThenable } from '../promises.js';
import { sameValue } from '../records/equal.js';
import { imageOf, NOTHING } from '../records/images.js';
import { compilePath } from '../records/path.js';
import type { EventName, StreamRecord } from '../records/stream-record.js';
import { removedBy } from '../records/view.js';
import type { WireRecord } from '../records/wire.js';
import type { Declaration, DecoratorName } from './declaration.js';

/** Decides on the wire form, so that a record which nobody wants costs a few property reads. */
export type WireTest = (record: WireRecord) => boolean;

/** One decorator, or the filter of a table, compiled: the records that it lets pass. */
export interface Route {
  /** Those of which a record can pass at all: an INSERT has no old image, a REMOVE no new one. */
  readonly eventNames: readonly EventName[];
  readonly tests: readonly WireTest[];
  /** The `when` function, which needs the record itself. */
  readonly when: ((record: StreamRecord) => unknown) | undefined;
}

export const EVENT_NAMES: readonly EventName[] = ['INSERT', 'MODIFY', 'REMOVE'];

const always = () => true;

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
  const [events, ...keys] = DECORATORS[decorator];
  checkKeys(filter, ['item', 'newImage', 'oldImage', 'keys', 'when', ...keys], where);
  const given: Readonly<Record<string, unknown>> = { ...filter };
  const compile = <Test>(key: string, compiler: Compile<Test>): Test | undefined =>
    given[key] === undefined ? undefined : compiler(given[key], `${where}.${key}`);

  const by = compile('by', oneOf('ttl', 'user'));
  const ofKeys = compile('keys', compilePattern);
  const ofItem = compile('item', compilePattern);
  const ofNew = compile('newImage', compilePattern);
  const ofOld = compile('oldImage', compilePattern);
  const from = compile('from', compileMatchers) ?? always;
  const to = compile('to', compileMatchers) ?? always;
  const tests = [
    by && ((record: WireRecord) => by(removedBy(record))),
    ofKeys && ((record: WireRecord) => ofKeys(record.dynamodb?.Keys ?? NOTHING)),
    ofItem && ((record: WireRecord) => ofItem((record.eventName === 'REMOVE' ? oldImageOf : newImageOf)(record))),
    ofNew && ((record: WireRecord) => ofNew(newImageOf(record))),
    ofOld && ((record: WireRecord) => ofOld(oldImageOf(record))),
    decorator === 'OnChange' ? compileOneOrSome(paths, `${where}: @OnChange`, compileChange(from, to)) : undefined,
  ].filter((test) => test !== undefined);

  const { on = events } = given;
  const named = EVENT_NAMES.filter(compileSome(on, `${where}.on`, oneOf(...EVENT_NAMES)));
  // What is asked of an image that no such record has, and of the values in it, is known without one.
  const ofImage: Readonly<Record<string, ImageTest | undefined>> = { INSERT: ofOld, REMOVE: ofNew };
  const ofValue: Readonly<Record<string, ValueTest | undefined>> = { INSERT: from, REMOVE: to };
  const eventNames = named.filter(
    (eventName) => (ofImage[eventName] ?? always)(NOTHING) && (ofValue[eventName] ?? always)(undefined),
  );
  if (eventNames.length === 0)
    throw unexpected(
      where,
      String(named),
      'a filter that can match: INSERT has no old image, REMOVE no new one; item is the one that there is',
    );
  return { eventNames, tests, when: compile('when', compileWhen) };
}

// Read here rather than in `imageOf` where they are present: this runs for every record of the stream.
const newImageOf = (record: WireRecord) => record.dynamodb?.NewImage ?? imageOf(record, 'NewImage');
const oldImageOf = (record: WireRecord) => record.dynamodb?.OldImage ?? imageOf(record, 'OldImage');

function compileWhen(when: unknown, where: string): Route['when'] {
  if (typeof when !== 'function') throw unexpected(where, when, 'a function');
  return (record) => {
    const answer: unknown = when(record);
    if (!isThenable(answer)) return answer;
    ignoreRejection(answer);
    throw new ConfigurationError(`${where}: found a promise, expected true or false`);
  };
}

/** A path has changed where its values differ, and pass what a filter asks of the old and the new one. */
function compileChange(from: ValueTest, to: ValueTest): Compile<WireTest> {
  return (path, where) => {
    const read = compilePath(path, where);
    return (record) => {
      const before = read(oldImageOf(record));
      const after = read(newImageOf(record));
      return !sameValue(before, after, where) && from(before) && to(after);
    };
  };
}

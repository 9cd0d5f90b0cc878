import { checkKeys, unexpected } from '../errors.js';
import { compilePattern } from '../patterns/compile.js';
import { compileMatchers } from '../patterns/matcher.js';
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

const EVENTS_OF: Readonly<Record<DecoratorName, readonly EventName[]>> = {
  OnInsert: ['INSERT'],
  OnModify: ['MODIFY'],
  OnRemove: ['REMOVE'],
  OnAny: EVENT_NAMES,
  OnChange: ['MODIFY'],
};

const COMMON_KEYS = ['newImage', 'oldImage', 'keys', 'when'];

/**
 * Compiles what a decorator was told.
 *
 * @throws ConfigurationError for an unknown filter key, a malformed path or pattern, and a filter that no record can
 * pass; the message begins with `where`, the name of the method.
 */
export function compileRoute({ decorator, paths, filter = {} }: Declaration, where: string): Route {
  const own = decorator === 'OnRemove' ? ['by'] : decorator === 'OnChange' ? ['from', 'to', 'on'] : [];
  const { tests, when, admits } = compileFilter(filter, where, own);
  const { from, to, on }: Readonly<Record<string, unknown>> = Object(filter);
  const change = decorator === 'OnChange' ? [compileChange(paths, from, to, where)] : [];
  const named = on === undefined ? EVENTS_OF[decorator] : checkEventNames(on, `${where}.on`);
  const eventNames = named.filter(admits);
  if (eventNames.length > 0) return { eventNames, tests: [...tests, ...change], when, admits };
  throw unexpected(where, String(named), 'a filter that can match: an INSERT has no old image, a REMOVE no new one');
}

/** Compiles a filter whose keys are the common ones and its `own`. Cheap tests come first. @throws ConfigurationError */
export function compileFilter(filter: unknown, where: string, own: readonly string[] = []): Conditions {
  checkKeys(filter, [...COMMON_KEYS, ...own], where);
  const { by, keys, newImage, oldImage, when }: Readonly<Record<string, unknown>> = Object(filter);
  const tests: WireTest[] = [];
  if (by !== undefined) {
    if (by !== 'ttl' && by !== 'user') throw unexpected(`${where}.by`, by, '"ttl" or "user"');
    tests.push((record) => removedBy(record) === by);
  }
  if (when !== undefined && typeof when !== 'function') throw unexpected(`${where}.when`, when, 'a function');
  const ofKeys = keys === undefined ? undefined : compilePattern(keys, `${where}.keys`);
  if (ofKeys) tests.push((record) => ofKeys(record.dynamodb?.Keys ?? NOTHING));
  const ofNew = newImage === undefined ? undefined : compilePattern(newImage, `${where}.newImage`);
  if (ofNew) tests.push((record) => ofNew(imageOf(record, 'NewImage')));
  const ofOld = oldImage === undefined ? undefined : compilePattern(oldImage, `${where}.oldImage`);
  if (ofOld) tests.push((record) => ofOld(imageOf(record, 'OldImage')));
  const absent = { INSERT: ofOld, MODIFY: undefined, REMOVE: ofNew };
  return {
    tests,
    when: when && ((record) => checkAnswer(when(record))),
    admits: (eventName) => absent[eventName]?.(NOTHING) ?? true,
  };
}

function checkAnswer(answer: unknown): unknown {
  if (answer instanceof Promise)
    throw new TypeError('"when" returned a promise, which is always truthy: expected true or false');
  return answer;
}

function compileChange(paths: unknown, from: unknown, to: unknown, where: string): WireTest {
  const readers = [paths].flat().map((path) => compilePath(path, where));
  if (readers.length === 0) throw unexpected(where, paths, 'a path, or an array of paths');
  const accepts = (matchers: unknown, at: string) =>
    matchers === undefined ? () => true : compileMatchers(matchers, at);
  const acceptsOld = accepts(from, `${where}.from`);
  const acceptsNew = accepts(to, `${where}.to`);
  return (record) => {
    // Read here rather than there where they are present: this runs for every record of the stream.
    const oldImage = record.dynamodb?.OldImage ?? imageOf(record, 'OldImage');
    const newImage = record.dynamodb?.NewImage ?? imageOf(record, 'NewImage');
    for (const read of readers) {
      const before = read(oldImage);
      const after = read(newImage);
      if (!sameValue(before, after) && acceptsOld(before) && acceptsNew(after)) return true;
    }
    return false;
  };
}

function checkEventNames(names: unknown, where: string): readonly EventName[] {
  const known = Array.isArray(names) ? EVENT_NAMES.filter((name) => names.includes(name)) : [];
  if (known.length > 0 && Array.isArray(names) && known.length === new Set(names).size) return known;
  throw unexpected(where, String(names), 'an array of INSERT, MODIFY, REMOVE');
}

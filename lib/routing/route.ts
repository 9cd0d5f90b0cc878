import { ConfigurationError, checkKeys, unexpected } from '../errors.js';
import { compilePattern, type ImageTest } from '../patterns/compile.js';
import { compileMatchers } from '../patterns/matcher.js';
import { sameValue } from '../records/equal.js';
import { newImageOf, oldImageOf } from '../records/images.js';
import { parsePath, pathReader } from '../records/path.js';
import type { EventName, StreamRecord } from '../records/stream-record.js';
import { removedBy } from '../records/view.js';
import type { AttributeMap, WireRecord } from '../records/wire.js';
import type { Declaration, DecoratorName } from './declaration.js';

/** Decides on the wire form, so that a record which nobody wants costs a few property reads. */
export type WireTest = (record: WireRecord) => boolean;

/** One decorator, compiled: the records for which it lets its method run. */
export interface Route {
  readonly eventNames: readonly EventName[];
  readonly tests: readonly WireTest[];
  /** The `when` functions, which need the record itself. */
  readonly conditions: readonly ((record: StreamRecord) => unknown)[];
}

/** The conditions of a filter, compiled. */
type Conditions = Pick<Route, 'tests' | 'conditions'>;

const NOTHING: AttributeMap = {};

export const EVENT_NAMES: readonly EventName[] = ['INSERT', 'MODIFY', 'REMOVE'];

const EVENTS_OF: Readonly<Record<DecoratorName, readonly EventName[]>> = {
  OnInsert: ['INSERT'],
  OnModify: ['MODIFY'],
  OnRemove: ['REMOVE'],
  OnAny: EVENT_NAMES,
  OnChange: ['MODIFY'],
};

const COMMON_KEYS = ['newImage', 'oldImage', 'keys', 'when'];

/** The filter of a decorator as an object with known keys only. @throws ConfigurationError */
export function checkFilter(
  filter: unknown,
  decorator: DecoratorName | 'Table',
  where: string,
): Record<string, unknown> {
  if (filter === undefined) return {};
  const own = decorator === 'OnRemove' ? ['by'] : decorator === 'OnChange' ? ['from', 'to', 'on'] : [];
  const valid = [...COMMON_KEYS, ...own];
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
    throw unexpected(where, filter, `a filter, an object with any of ${valid.join(', ')}`);
  }
  checkKeys(filter, valid, `${where}: the filter of @${decorator}`);
  return { ...filter };
}

/**
 * Compiles what a decorator was told.
 *
 * @throws ConfigurationError for an unknown filter key, a malformed path or pattern, and a filter that no record can
 * pass; the message begins with `where`, the name of the method.
 */
export function compileRoute({ decorator, paths, filter }: Declaration, where: string): Route {
  const known = checkFilter(filter, decorator, where);
  const named = known.on === undefined ? EVENTS_OF[decorator] : checkEventNames(known.on, `${where}: on`);
  const { tests, conditions } = compileFilter(known, where);
  const eventNames = named.filter((name) => canMatch(known, name, where));
  if (eventNames.length === 0) {
    const without = named.includes('INSERT') ? 'an INSERT has no old image' : 'a REMOVE has no new image';
    throw new ConfigurationError(`${where}: found a filter of @${decorator} that no record can pass, since ${without}`);
  }
  const change = decorator === 'OnChange' ? [compileChange(paths, known, where)] : [];
  return { eventNames, tests: [...tests, ...change], conditions };
}

/** The part of a filter that every decorator and `@Table` have. Cheap tests come first. */
export function compileFilter(filter: Record<string, unknown>, where: string): Conditions {
  const { by, keys, newImage, oldImage, when } = filter;
  const tests: WireTest[] = [];
  if (by !== undefined) {
    if (by !== 'ttl' && by !== 'user') throw unexpected(`${where}: by`, by, '"ttl" or "user"');
    tests.push((record) => removedBy(record) === by);
  }
  if (keys !== undefined) {
    const test = compilePattern(keys, `${where}: keys`);
    tests.push((record) => test(record.dynamodb?.Keys ?? NOTHING));
  }
  if (newImage !== undefined) tests.push(onImage(compilePattern(newImage, `${where}: newImage`), newImageOf));
  if (oldImage !== undefined) tests.push(onImage(compilePattern(oldImage, `${where}: oldImage`), oldImageOf));
  if (when === undefined) return { tests, conditions: [] };
  if (typeof when !== 'function') throw unexpected(`${where}: when`, when, 'a function of the record');
  return { tests, conditions: [(record) => when(record)] };
}

/** Whether a record with this event name could pass, given that an INSERT has no old image and a REMOVE no new one. */
export function canMatch(filter: Record<string, unknown>, eventName: EventName, where: string): boolean {
  const absent = eventName === 'INSERT' ? 'oldImage' : eventName === 'REMOVE' ? 'newImage' : undefined;
  const pattern = absent === undefined ? undefined : filter[absent];
  return pattern === undefined || compilePattern(pattern, where)(NOTHING);
}

function onImage(test: ImageTest, imageOf: (record: WireRecord) => AttributeMap | undefined): WireTest {
  return (record) => test(imageOf(record) ?? NOTHING);
}

function compileChange(paths: unknown, { from, to }: Record<string, unknown>, where: string): WireTest {
  const list: unknown[] = Array.isArray(paths) ? paths : [paths];
  if (list.length === 0) throw unexpected(where, paths, 'a path, or an array of them');
  const readers = list.map((path) => pathReader(parsePath(path, where)));
  const accepts = [matchersOf(from, `${where}: from`), matchersOf(to, `${where}: to`)] as const;
  return (record) => {
    const old = oldImageOf(record) ?? NOTHING;
    const now = newImageOf(record) ?? NOTHING;
    return readers.some((read) => {
      const before = read(old);
      const after = read(now);
      return !sameValue(before, after) && accepts[0](before) && accepts[1](after);
    });
  };
}

function matchersOf(matchers: unknown, where: string) {
  if (matchers === undefined) return () => true;
  return compileMatchers(Array.isArray(matchers) ? matchers : [matchers], where);
}

function checkEventNames(names: unknown, where: string): readonly EventName[] {
  const valid = (name: unknown) => EVENT_NAMES.some((known) => known === name);
  if (!Array.isArray(names) || names.length === 0 || !names.every(valid)) {
    throw unexpected(where, names, 'an array of INSERT, MODIFY, REMOVE');
  }
  return EVENT_NAMES.filter((name) => names.includes(name));
}

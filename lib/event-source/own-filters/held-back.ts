import { isObject } from '../../errors.js';
import { compileFilterPattern } from '../../local/filters/match-filter.js';
import type { WireRecord } from '../../records/wire.js';
import type { DeclaredRoute } from '../declared-route.js';
import { isInImage, leafAt } from './record-shape.js';
import { sampleRecords } from './sample-records.js';

const LONGEST_SAMPLE = 300;

/**
 * Finds the handlers that filters of one's own keep records from. Each is shown by a record that the handler matches and
 * that no filter lets through: what cannot be shown so is not said. What depends on the table rather than on the item
 * (its ARN, the time of the change, that its key is there) is taken to let through.
 */
export function heldBack(filters: readonly object[], declared: readonly DeclaredRoute[]): string[] {
  if (filters.length === 0) return [];
  const letThrough = anyOf(
    filters.map((filter) => withoutData(filter)),
    isAboutItem,
  );
  // Of what a `when` decides only the kind of event is known.
  const letEventThrough = anyOf(
    filters.map((filter) => withoutData(filter)),
    isAboutEvent,
  );
  const warned = new Map<string, string>();
  for (const route of declared) {
    const isOpaque = [route.declaration.filter, route.tableFilter].some((filter) => Object(filter).when !== undefined);
    const isLetThrough = isOpaque ? letEventThrough : letThrough;
    const sample = route.eventNames
      .flatMap((eventName) => sampleRecords(route, eventName))
      .find((record) => !isLetThrough(record));
    if (sample && !warned.has(route.id)) warned.set(route.id, JSON.stringify(sample));
  }
  return Array.from(warned, ([id, sample]) => {
    const shown = sample.length > LONGEST_SAMPLE ? `${sample.slice(0, LONGEST_SAMPLE)}…` : sample;
    return (
      `${id} matches records that no filter of eventSource.filters lets through, such as ${shown}. Widen them, or leave ` +
      'filters out, so that they are derived'
    );
  });
}

type Test = (record: WireRecord) => boolean;

function anyOf(filters: readonly object[], isKept: (path: string, values: readonly unknown[]) => boolean): Test {
  const pruned = filters.map((filter) => pruneObject(filter, '', isKept));
  if (pruned.includes(undefined)) return () => true;
  const tests = pruned.map(compileFilterPattern);
  return (record) => tests.some((test) => test(record));
}

/** The record inside of a Kinesis record, if that is what the filter is about. */
function withoutData(filter: object): object {
  const inner: unknown = Object.hasOwn(filter, 'data') ? Reflect.get(filter, 'data') : undefined;
  return isObject(inner) ? inner : filter;
}

function isAboutEvent(path: string): boolean {
  return path === 'eventName';
}

function isAboutItem(path: string, values: readonly unknown[]): boolean {
  if (path.startsWith('dynamodb.Keys.')) return !values.some((value) => isObject(value) && value.exists === true);
  if (isAboutEvent(path) || path.startsWith('userIdentity')) return true;
  // A field that no record has keeps out everything.
  return isInImage(path) || leafAt(path) === undefined;
}

/** The pattern without the leaves that are taken to hold; `undefined` where it then asks for nothing. */
function pruneObject(
  pattern: object,
  at: string,
  isKept: (path: string, values: readonly unknown[]) => boolean,
): object | undefined {
  const entries = Object.entries(pattern).flatMap(([name, inner]): [string, unknown][] => {
    const path = at === '' ? name : `${at}.${name}`;
    if (name === '$or' && Array.isArray(inner)) {
      const branches = inner.map((each) => pruneObject(each, at, isKept));
      return branches.includes(undefined) ? [] : [[name, branches]];
    }
    if (Array.isArray(inner)) return isKept(path, inner) ? [[name, inner]] : [];
    const pruned = isObject(inner) ? pruneObject(inner, path, isKept) : undefined;
    return pruned === undefined ? [] : [[name, pruned]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

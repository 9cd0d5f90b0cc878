import assert from 'node:assert/strict';
import type { BatchOutcome } from '../../lib/index.js';
import { type Act, assertInOrder, assertOneAtATime, type Course, courseOf } from './acts.js';
import { itemOf, type Step } from './scenario.js';

export function coursesOf(all: readonly Step[], acts: readonly Act[]): Course[] {
  return all.map(({ deeds }, record) => courseOf(record, deeds.length, acts));
}

export function byItem(all: readonly Step[], acts: readonly Act[]): Act[][] {
  const items = all.map(itemOf);
  return [...new Set(items)].map((item) => acts.filter(({ record }) => items[record] === item));
}

export function isDone({ what }: Act): boolean {
  return what === 'does its work' || what === 'is skipped';
}

export function assertOrder(all: readonly Step[], acts: readonly Act[]): void {
  for (const ofItem of byItem(all, acts)) {
    assertOneAtATime(ofItem);
    assertInOrder(ofItem);
  }
}

/**
 * Whenever nothing is left but to let time pass, as many items are in flight as may be and as there are, unless a record
 * has failed, or `onError` has yet to decide about one.
 */
export function assertConcurrency(
  all: readonly Step[],
  most: number,
  acts: readonly Act[],
  courses: readonly Course[],
  moments: number,
): void {
  const items = all.map(itemOf);
  const failures = failuresIn(acts);
  for (let moment = 0; moment < moments; moment++) {
    const begun = courses.map((course) => (course.begun?.moment ?? Number.POSITIVE_INFINITY) <= moment);
    const settled = courses.map((course) => (course.settled?.moment ?? Number.POSITIVE_INFINITY) <= moment);
    const inFlight = new Set(items.filter((_, record) => begun[record] && !settled[record]));
    assert.ok(inFlight.size <= most, `${inFlight.size} items at once, expected ${most} at most`);
    const isHeld = failures.some(({ failed, skipped }) => {
      return failed.moment <= moment && !(skipped && skipped.moment <= moment);
    });
    if (inFlight.size === most || isHeld) continue;
    const waiting = items.filter((item, record) => all[record]?.deeds.length && !begun[record] && !inFlight.has(item));
    assert.deepEqual(waiting, [], `${inFlight.size} items at once, expected ${most} or all`);
  }
}

/** From when a handler threw, and until `onError` has decided to skip the record, no later record begins. */
export function assertNothingBeginsAfterAFailure(acts: readonly Act[], courses: readonly Course[]): void {
  for (const { failed, skipped } of failuresIn(acts)) {
    const until = skipped?.order ?? Number.POSITIVE_INFINITY;
    for (const [record, { begun }] of courses.entries()) {
      const isLate = begun !== undefined && begun.order > failed.order && begun.order < until;
      assert.ok(record <= failed.record || !isLate, `record ${record} began after record ${failed.record} had failed`);
    }
  }
}

/** The failures of handlers, each with the decision to skip it, if that was made. */
function failuresIn(acts: readonly Act[]): { readonly failed: Act; readonly skipped: Act | undefined }[] {
  return acts
    .filter(({ what }) => what === 'fails')
    .map((failed) => {
      const decided = acts.find(({ record, handler, order }) => {
        return record === failed.record && handler === failed.handler && order > failed.order;
      });
      return { failed, skipped: decided?.what === 'is skipped' ? decided : undefined };
    });
}

/** Each of these records was handled, unless no handler wanted it. */
export function assertHandled(all: readonly Step[], courses: readonly Course[]): void {
  for (const [record, { settled, well }] of courses.entries()) {
    assert.ok(well && (settled || all[record]?.deeds.length === 0), `record ${record} was not handled`);
  }
}

/** The counts lie between what had come to an end `earlier` and what has by now, and add up. */
export function assertCounts(
  all: readonly Step[],
  courses: readonly Course[],
  outcome: BatchOutcome,
  earlier = courses,
): void {
  const { records, handled, skipped, failures, checkpoint } = outcome;
  const least = earlier.filter(({ settled }) => settled);
  assert.equal(records, all.length);
  assert.ok(handled >= least.filter(({ well }) => well).length, `${handled} handled`);
  assert.ok(handled <= courses.filter(({ settled, well }) => settled && well).length, `${handled} handled`);
  assert.ok(failures.length >= least.filter(({ well }) => !well).length, `${failures.length} failed`);
  assert.ok(failures.length <= courses.filter(({ well }) => !well).length, `${failures.length} failed`);
  assert.ok(skipped <= all.filter(({ deeds }) => deeds.length === 0).length, `${skipped} skipped`);
  assert.ok(handled + skipped + failures.length <= records);
  assert.equal(handled + skipped === records, checkpoint === undefined);
}

/** Every value that was returned is among the results; those of one record in the order of its handlers. */
export function assertResults({ results }: BatchOutcome, acts: readonly Act[]): void {
  const ids = new Map<string, unknown[]>();
  for (const { eventID, handler, value } of results) {
    assert.ok(handler.startsWith(`${value}.`), handler);
    ids.set(eventID, [...(ids.get(eventID) ?? []), value]);
  }
  const expected = new Map<number, unknown[]>();
  for (const { record, handler } of acts.filter(({ what }) => what === 'does its work')) {
    expected.set(record, [...(expected.get(record) ?? []), handler]);
  }
  assert.deepEqual([...ids.values()].sort(), [...expected.values()].sort());
}

/** Over all deliveries: a later record of an item begins only when every earlier one has been done with once. */
export function assertNoneOvertakes(all: readonly Step[], acts: readonly Act[]): void {
  const done = new Set<string>();
  const records = [...new Set(acts.map(({ record }) => record))];
  for (const act of acts) {
    if (isDone(act)) done.add(`${act.record} ${act.handler}`);
    if (act.what !== 'begins') continue;
    for (const earlier of records.filter((record) => record < act.record)) {
      const missing = [...(all[earlier]?.deeds.keys() ?? [])].filter((handler) => !done.has(`${earlier} ${handler}`));
      assert.deepEqual(missing, [], `record ${act.record} began before record ${earlier} was handled`);
    }
  }
}

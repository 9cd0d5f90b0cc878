import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BatchOutcome } from '../../lib/index.js';
import { assertOneAtATime } from './acts.js';
import {
  assertConcurrency,
  assertCounts,
  assertHandled,
  assertNoneOvertakes,
  assertNothingBeginsAfterAFailure,
  assertOrder,
  assertResults,
  byItem,
  coursesOf,
  isDone,
} from './laws.js';
import { Rehearsal } from './rehearsal.js';
import { concurrency, deliver, endlessSteps, source, steps, wireRecords } from './scenario.js';

const RUNS = { numRuns: 500 };

describe('whatever the records, the handlers, their failures and the concurrency', () => {
  it('items are handled in order, as many at once as may be, up to the first failure', async () => {
    await fc.assert(
      fc.asyncProperty(steps, concurrency, source, async (all, most, name) => {
        const { event, identifiers } = deliver(name, wireRecords(all));
        const rehearsal = new Rehearsal(all, { concurrency: most, timeoutMarginMs: 0 });
        const outcome = await rehearsal.play(event);
        const { acts, moment } = rehearsal;
        const courses = coursesOf(all, acts);
        assertOrder(all, acts);
        assertConcurrency(all, most, acts, courses, moment);
        assertNothingBeginsAfterAFailure(acts, courses);
        const failed = courses.flatMap(({ settled, well }, index) => (settled && !well ? [index] : []));
        assert.equal(outcome.checkpoint, identifiers[failed[0] ?? all.length]);
        assertHandled(all, courses.slice(0, failed[0]));
        assertCounts(all, courses, outcome);
        assert.equal(outcome.failures.length, failed.length);
        const skipped = acts.filter(({ what }) => what === 'is skipped');
        assert.deepEqual(
          outcome.dropped.map(({ handler, error }) => [handler, error.handler.id]),
          skipped.map(({ handler }) => [`${handler}.OnAny`, `${handler}.OnAny`]),
        );
        assertResults(outcome, acts);
      }),
      RUNS,
    );
  });

  it('nothing begins when time is up, the response is in time, and hands back the first that was not handled', async () => {
    const margin = fc.nat({ max: 20 });
    const remaining = fc.nat({ max: 60 });
    await fc.assert(
      fc.asyncProperty(endlessSteps, concurrency, source, margin, remaining, async (all, most, name, ...time) => {
        const [timeoutMarginMs, remainingMs] = time;
        const { event, identifiers } = deliver(name, wireRecords(all));
        const rehearsal = new Rehearsal(all, { concurrency: most, timeoutMarginMs });
        const outcome = await rehearsal.play(event, remainingMs);
        const { acts, clock, moment } = rehearsal;
        const deadline = Math.max(0, remainingMs - timeoutMarginMs);
        const latest = Math.max(deadline + timeoutMarginMs / 2, rehearsal.busyUntil);
        // Node.js's timers wait for a millisecond at least.
        assert.ok(clock.now <= latest + 2, `the response came at ${clock.now} ms, expected ${latest} at the latest`);

        const before = [...acts];
        const told = structuredClone(countsOf(outcome));
        await clock.drain();
        assert.deepEqual(countsOf(outcome), told);
        assertOrder(all, acts);
        const late = acts.filter(({ what, at }) => what === 'begins' && at >= remainingMs - timeoutMarginMs);
        assert.deepEqual(late, []);

        const courses = coursesOf(all, before);
        assertNothingBeginsAfterAFailure(before, courses);
        const index = outcome.checkpoint === undefined ? all.length : identifiers.indexOf(outcome.checkpoint);
        assert.notEqual(index, -1);
        assertHandled(all, courses.slice(0, index));
        // What comes to an end at the moment of the response may be in it or not.
        const earlier = coursesOf(
          all,
          before.filter((act) => act.moment < moment),
        );
        const first = earlier[index];
        assert.ok(!(first?.settled && first.well), `record ${index} was handled, and is handed back`);
        assertCounts(all, courses, outcome, earlier);
      }),
      RUNS,
    );
  });

  it('retrying from the checkpoint comes to an end, and handles every record in order', async () => {
    const deadlines = fc.array(fc.nat({ max: 40 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(steps, concurrency, source, deadlines, async (all, most, name, times) => {
        const records = wireRecords(all);
        const rehearsal = new Rehearsal(all, { concurrency: most, timeoutMarginMs: 10 });
        const retries = all.flatMap(({ deeds }) => deeds.map(({ failures }) => failures));
        const invocations = times.length + retries.reduce((sum, failures) => sum + failures, 1);
        let from = 0;
        for (let count = 0; from < all.length; count++) {
          assert.ok(count < invocations, `record ${from} is still not handled`);
          const { event, identifiers } = deliver(name, records.slice(from));
          const { checkpoint } = await rehearsal.play(event, times[count]);
          await rehearsal.clock.drain();
          const index = checkpoint === undefined ? identifiers.length : identifiers.indexOf(checkpoint);
          assert.notEqual(index, -1);
          from += index;
        }
        for (const [record, { deeds }] of all.entries()) {
          for (const handler of deeds.keys()) {
            assert.ok(rehearsal.acts.some((act) => act.record === record && act.handler === handler && isDone(act)));
          }
        }
        for (const acts of byItem(all, rehearsal.acts)) {
          assertOneAtATime(acts);
          assertNoneOvertakes(all, acts);
        }
      }),
      RUNS,
    );
  });
});

function countsOf({ failures, dropped, results, ...rest }: BatchOutcome) {
  const errors = failures.map((failure) => failure.errors.length);
  return { ...rest, errors, dropped: dropped.length, results: results.length };
}

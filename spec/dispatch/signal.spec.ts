import assert from 'node:assert/strict';
import { bootstrap, stream } from '../../lib/index.js';
import { streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';
import { forever, records, runTimed } from './timed-run.js';
import { VirtualClock } from './virtual-clock.js';

const logger = new RecordedLog();

describe('the signal', () => {
  it('aborts the margin before the timeout, and not before', async () => {
    const seen: [boolean, number][] = [];
    await runTimed(1, 1000, { timeoutMarginMs: 400 }, async (clock, { signal }) => {
      await clock.sleep(599);
      seen.push([signal.aborted, clock.now]);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      seen.push([signal.aborted, clock.now]);
    });
    assert.deepEqual(seen, [
      [false, 599],
      [true, 600],
    ]);
  });

  it('aborts for every handler in flight', async () => {
    const aborted: number[] = [];
    await runTimed(3, 1000, { concurrency: 3 }, async (_, { signal }, id) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      aborted.push(id);
    });
    assert.deepEqual(aborted, [0, 1, 2]);
  });

  it('has aborted for who first reads it when time is up', async () => {
    const seen: boolean[] = [];
    await runTimed(1, 1000, { timeoutMarginMs: 400 }, async (clock, context) => {
      await clock.sleep(650);
      seen.push(context.signal.aborted);
    });
    assert.deepEqual(seen, [true]);
  });

  it('has aborted for who first reads it after being busy until time was up', async () => {
    const seen: boolean[] = [];
    await runTimed(1, 1000, { timeoutMarginMs: 400 }, (clock, context) => {
      clock.spend(650);
      seen.push(context.signal.aborted);
    });
    assert.deepEqual(seen, [true]);
  });

  it('aborts as soon as a busy thread lets it', async () => {
    const seen: boolean[] = [];
    await runTimed(2, 1000, { timeoutMarginMs: 400, concurrency: 2 }, async (clock, { signal }, id) => {
      if (id === 1) return clock.spend(650);
      seen.push(signal.aborted);
      await clock.sleep(700);
      seen.push(signal.aborted);
    });
    assert.deepEqual(seen, [false, true]);
  });

  it('is a new one in each invocation', async () => {
    const signals: AbortSignal[] = [];
    const clock = new VirtualClock();
    const handler = bootstrap(
      stream().onAny((_, { signal }) => {
        signals.push(signal);
        return signals.length === 1 ? forever : undefined;
      }),
      { logger },
    );
    for (const _ of [1, 2]) await clock.run(() => handler.dispatch(streamEvent(...records(1)), clock.context(1000)));
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, false],
    );
  });
});

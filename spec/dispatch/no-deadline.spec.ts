import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { bootstrap, type HandlerContext, stream } from '../../lib/index.js';
import { insert, lambdaContext, streamEvent } from '../../lib/testing/index.js';
import { quiet } from './held-handler.js';
import { RecordedLog } from './recorded-log.js';
import { VirtualClock } from './virtual-clock.js';

const logger = new RecordedLog();
const event = streamEvent(insert({ id: 1 }), insert({ id: 2 }));

describe('an invocation whose time is not known', () => {
  const contexts: [string, Context | undefined][] = [
    ['has no context', undefined],
    ['has a context that does not tell', Object.assign(lambdaContext(), { getRemainingTimeInMillis: undefined })],
  ];
  for (const [what, context] of contexts) {
    it(`goes on for as long as it takes: it ${what}`, async () => {
      const clock = new VirtualClock();
      const aborted: boolean[] = [];
      const slow = async (_: unknown, { signal }: HandlerContext) => {
        await clock.sleep(1e9);
        aborted.push(signal.aborted);
      };
      const outcome = await clock.run(() => bootstrap(stream().onAny(slow)).dispatch(event, context));
      assert.equal(outcome.handled, 2);
      assert.equal(clock.now, 2e9);
      assert.deepEqual(aborted, [false, false]);
    });
  }

  it('goes on where it has more time than a timer can wait', async () => {
    const aborted: boolean[] = [];
    const slow = async (_: unknown, { signal }: HandlerContext) => {
      await setTimeout(10);
      aborted.push(signal.aborted);
    };
    const remaining = Number.MAX_SAFE_INTEGER;
    const outcome = await bootstrap(stream().onAny(slow)).dispatch(
      event,
      lambdaContext({ remainingTimeMs: remaining }),
    );
    assert.equal(outcome.handled, 2);
    assert.deepEqual(aborted, [false, false]);
  });
});

describe('an invocation that is over before its time', () => {
  it('waits for no deadline', async () => {
    const clock = new VirtualClock();
    const handler = bootstrap(stream().onAny(() => clock.sleep(20)));
    await clock.run(() => handler.dispatch(event, clock.context(30_000)));
    assert.equal(clock.now, 40);
  });

  const ways: [string, () => unknown][] = [
    ['handled', () => undefined],
    ['handled later', () => setTimeout(1)],
    ['failed', () => Promise.reject(new Error('down'))],
  ];
  for (const [what, handle] of ways) {
    it(`leaves no timer behind, so that the process can exit: ${what}`, async () => {
      const handler = bootstrap(stream().onAny(handle), { logger, concurrency: 2 });
      const before = await timers();
      await handler.dispatch(event, lambdaContext());
      assert.equal(await timers(), before);
    });
  }
});

describe('an invocation that runs out of time, by the real clock', () => {
  it('answers while a handler hangs, and leaves no timer behind', async () => {
    const handler = bootstrap(
      stream().onAny(() => new Promise(() => {})),
      { logger, timeoutMarginMs: 20, reportBatchItemFailures: true },
    );
    const before = await timers();
    const response = await handler(event, lambdaContext({ remainingTimeMs: 40 }));
    assert.deepEqual(response, { batchItemFailures: [{ itemIdentifier: event.Records[0]?.dynamodb?.SequenceNumber }] });
    assert.equal(await timers(), before);
  });

  it('stops handlers that never yield', async () => {
    let calls = 0;
    const busy = () => {
      calls++;
      for (const end = performance.now() + 5; performance.now() < end; );
    };
    const records = Array.from({ length: 10_000 }, (_, id) => insert({ id }));
    const handler = bootstrap(stream().onAny(busy), { logger, timeoutMarginMs: 20 });
    const { handled, checkpoint } = await handler.dispatch(
      streamEvent(...records),
      lambdaContext({ remainingTimeMs: 70 }),
    );
    assert.ok(calls < 100, `${calls} calls of 5 ms each`);
    assert.equal(handled, calls);
    assert.equal(checkpoint, records[calls]?.dynamodb.SequenceNumber);
  });
});

/** The timers that keep this process from exiting. */
async function timers(): Promise<number> {
  // The test runner's own timer runs from here on.
  await quiet();
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

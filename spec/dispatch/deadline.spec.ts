import assert from 'node:assert/strict';
import { BatchError, bootstrap, stream } from '../../lib/index.js';
import { insert, lambdaContext, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';
import { rejectionOf } from './rejection.js';
import { forever, records, runTimed } from './timed-run.js';
import { VirtualClock } from './virtual-clock.js';

const logger = new RecordedLog();

describe('when time is nearly up', () => {
  it('nothing more is started, and the rest is handed back', async () => {
    for (const concurrency of [1, 3]) {
      const options = { timeoutMarginMs: 900, concurrency };
      const { batch, starts, outcome } = await runTimed(20, 1000, options, (clock) => clock.sleep(30));
      assert.deepEqual(new Set(starts), new Set([0, 30, 60, 90]));
      assert.equal(starts.length, 4 * concurrency);
      assert.equal(outcome.handled, 4 * concurrency);
      assert.deepEqual(outcome.failures, []);
      assert.equal(outcome.checkpoint, batch[4 * concurrency]?.dynamodb.SequenceNumber);
    }
  });

  it('is half a second before the timeout, unless timeoutMarginMs says otherwise', async () => {
    const { starts } = await runTimed(20, 600, {}, (clock) => clock.sleep(30));
    assert.deepEqual(starts, [0, 30, 60, 90]);
  });

  it('handlers that never yield are stopped too', async () => {
    for (const concurrency of [1, 3]) {
      const options = { timeoutMarginMs: 900, concurrency };
      const { batch, starts, outcome } = await runTimed(20, 1000, options, (clock) => clock.spend(40));
      assert.deepEqual(starts, [0, 40, 80]);
      assert.equal(outcome.handled, 3);
      assert.equal(outcome.checkpoint, batch[3]?.dynamodb.SequenceNumber);
    }
  });

  it('is what the context says of it whenever a handler is about to start, not only at the beginning', async () => {
    const clock = new VirtualClock();
    const batch = records(4);
    let remaining = 1000;
    const aborted: boolean[] = [];
    const handlers = stream().onAny((_, context) => {
      remaining -= 300;
      aborted.push(context.signal.aborted);
    });
    const context = { ...lambdaContext(), getRemainingTimeInMillis: () => remaining };
    const outcome = await clock.run(() => bootstrap(handlers, { logger }).dispatch(streamEvent(...batch), context));
    assert.deepEqual(aborted, [false, true]);
    assert.equal(outcome.handled, 2);
    assert.equal(outcome.checkpoint, batch[2]?.dynamodb.SequenceNumber);
  });

  it('already before the first record, all of them are handed back', async () => {
    for (const remainingTimeMs of [0, 100, 500]) {
      const { batch, starts, outcome } = await runTimed(3, remainingTimeMs, { concurrency: 2 }, () => {});
      assert.deepEqual(starts, []);
      assert.deepEqual([outcome.handled, outcome.skipped, outcome.failures.length], [0, 0, 0]);
      assert.equal(outcome.checkpoint, batch[0]?.dynamodb.SequenceNumber);
    }
  });

  it('the record that a hanging handler has is handed back', async () => {
    for (const concurrency of [1, 2]) {
      const options = { timeoutMarginMs: 400, concurrency };
      const { batch, outcome, took } = await runTimed(9, 1000, options, (_, __, id) => (id === 2 ? forever : id));
      const stuck = concurrency === 1 ? [2, 2] : [2, 8];
      assert.deepEqual([outcome.results.length, outcome.handled], [stuck[1], stuck[1]]);
      assert.equal(outcome.checkpoint, batch[2]?.dynamodb.SequenceNumber);
      assert.ok(took >= 600 && took < 1000, `the response came after ${took} ms`);
    }
  });

  it('the handlers that hang are named in the log, with their events', async () => {
    const clock = new VirtualClock();
    const log = new RecordedLog();
    const batch = records(4);
    const handlers = stream({ id: 'Orders' })
      .onAny(function quick() {})
      .onAny(async function failed({ eventID }) {
        if (eventID === batch[0]?.eventID) throw new Error('no mail');
      })
      .onAny(async function confirm({ eventID }) {
        if (eventID === batch[1]?.eventID) await forever;
      });
    const skips = { logger: log, onError: () => 'skip' as const };
    await clock.run(() =>
      bootstrap(handlers, skips).dispatch(streamEvent(...batch), lambdaContext({ remainingTimeMs: 1000 })),
    );
    assert.deepEqual(log.at('warn').at(-1), {
      level: 'warn',
      message: 'onstream: time is nearly up, the rest is handed back',
      details: [
        {
          checkpoint: batch[1]?.dynamodb.SequenceNumber,
          running: [{ handler: 'Orders.confirm', eventID: batch[1]?.eventID }],
        },
      ],
    });
  });

  it('the record that a hanging onError has is handed back', async () => {
    const clock = new VirtualClock();
    const handlers = stream().onAny(() => Promise.reject(new Error('down')));
    const handler = bootstrap(handlers, { logger, onError: () => forever, reportBatchItemFailures: true });
    const batch = records(2);
    assert.deepEqual(await clock.run(() => handler(streamEvent(...batch), clock.context(1000))), {
      batchItemFailures: [{ itemIdentifier: batch[0]?.dynamodb.SequenceNumber }],
    });
    assert.ok(clock.now < 1000, `the response came after ${clock.now} ms`);
  });

  it('handlers that heed the signal get to finish', async () => {
    const { batch, outcome } = await runTimed(9, 1000, { timeoutMarginMs: 400 }, async (clock, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await clock.sleep(50);
      return 'saved';
    });
    assert.deepEqual(
      outcome.results.map(({ value }) => value),
      ['saved'],
    );
    assert.equal(outcome.handled, 1);
    assert.equal(outcome.checkpoint, batch[1]?.dynamodb.SequenceNumber);
  });

  it('a handler that throws the reason of the signal fails its record', async () => {
    const { batch, outcome } = await runTimed(2, 1000, {}, (_, { signal }) => {
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const [failure] = outcome.failures;
    assert.equal(outcome.failures.length, 1);
    assert.match(String(failure?.errors[0]?.cause), /AbortError/);
    assert.equal(outcome.checkpoint, batch[0]?.dynamodb.SequenceNumber);
  });

  it('and what was in flight was the last of the batch, nothing is handed back', async () => {
    const log = new RecordedLog();
    const clock = new VirtualClock();
    const handler = bootstrap(
      stream().onAny(() => clock.sleep(550)),
      { logger: log },
    );
    const { handled, checkpoint } = await clock.run(() =>
      handler.dispatch(streamEvent(...records(1)), clock.context(1000)),
    );
    assert.deepEqual({ handled, checkpoint }, { handled: 1, checkpoint: undefined });
    assert.deepEqual(log.lines, []);
  });

  it('no further handler of a record is started either, and the record is handed back', async () => {
    const calls: string[] = [];
    const clock = new VirtualClock();
    const handlers = stream()
      .onAny(async () => {
        calls.push('first');
        await clock.sleep(550);
      })
      .onAny(() => calls.push('second'));
    const [record] = records(1);
    assert.ok(record);
    const outcome = await clock.run(() =>
      bootstrap(handlers, { logger }).dispatch(streamEvent(record), clock.context(1000)),
    );
    assert.deepEqual(calls, ['first']);
    assert.equal(outcome.handled, 0);
    assert.equal(outcome.checkpoint, record.dynamodb.SequenceNumber);
  });

  it('a record has failed if one of its handlers had, though the others were not reached', async () => {
    const clock = new VirtualClock();
    const handlers = stream()
      .onAny(async () => {
        await clock.sleep(550);
        throw new Error('down');
      })
      .onAny(() => {});
    const { failures } = await clock.run(() =>
      bootstrap(handlers, { logger }).dispatch(streamEvent(...records(1)), clock.context(1000)),
    );
    assert.deepEqual(
      failures.map(({ errors }) => errors.map(({ cause }) => String(cause))),
      [['Error: down']],
    );
  });

  it('that is told by BatchError, where partial responses are off', async () => {
    const clock = new VirtualClock();
    const handler = bootstrap(
      stream().onAny(() => clock.sleep(300)),
      { logger },
    );
    const error: unknown = await rejectionOf(clock.run(() => handler(streamEvent(...records(5)), clock.context(1000))));
    assert.ok(error instanceof BatchError);
    assert.deepEqual(error.errors, []);
    assert.equal(error.cause, undefined);
    assert.equal(error.outcome.handled, 2);
    assert.match(error.message, /^0 of 5 records failed, 3 were not reached/);
  });

  it('that is told by the response, where partial responses are on', async () => {
    const clock = new VirtualClock();
    const handler = bootstrap(
      stream().onAny(() => forever),
      { logger, reportBatchItemFailures: true },
    );
    const batch = records(2);
    assert.deepEqual(await clock.run(() => handler(streamEvent(...batch), clock.context(1000))), {
      batchItemFailures: [{ itemIdentifier: batch[0]?.dynamodb.SequenceNumber }],
    });
  });

  it('that is late news for a thread which was busy, but the response still gets out in time', async () => {
    const { outcome, took } = await runTimed(1, 1000, { timeoutMarginMs: 400 }, (clock) => {
      clock.spend(550);
      return forever;
    });
    assert.equal(outcome.handled, 0);
    assert.ok(took < 1000, `the response came after ${took} ms of 1000`);
  });
});

describe('after a response without them', () => {
  it('handlers that come to an end change nothing about it', async () => {
    const { clock, outcome } = await runTimed(4, 1000, { concurrency: 4 }, async (own, _, id) => {
      await own.sleep(id === 0 ? 10 : 5000);
      if (id === 2) throw new Error('too late');
    });
    const { handled, failures, results, checkpoint } = outcome;
    const told = () => [outcome.handled, failures.length, results.length, outcome.checkpoint];
    const before = [handled, 0, 1, checkpoint];
    assert.equal(handled, 1);
    assert.deepEqual(told(), before);
    await clock.drain();
    assert.ok(clock.now >= 5000);
    assert.deepEqual(told(), before);
  });

  it('nothing is started any more: neither another record, nor another handler of the same', async () => {
    const calls: string[] = [];
    const clock = new VirtualClock();
    const handlers = stream<{ id: number }>()
      .onInsert(async ({ newImage: { id } }) => {
        calls.push(`first ${id}`);
        await clock.sleep(5000);
      })
      .onInsert(({ newImage: { id } }) => calls.push(`second ${id}`));
    const event = streamEvent(insert({ id: 1 }), insert({ id: 1 }), insert({ id: 2 }));
    await clock.run(() => bootstrap(handlers, { logger }).dispatch(event, clock.context(1000)));
    await clock.drain();
    assert.deepEqual(calls, ['first 1']);
  });
});

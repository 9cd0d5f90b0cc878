import { install } from '@sinonjs/fake-timers';
import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import { bootstrap, ConfigurationError, stream } from '../../lib/index.js';
import type * as testing from '../../lib/testing/index.js';
import { insert, lambdaContext, type Simulation, simulate, streamEvent } from '../../lib/testing/index.js';
import { loadedAnew } from '../loaded-anew.js';

type Options = NonNullable<Parameters<typeof install>[0]>;

const EVERYTHING: NonNullable<Options['toFake']> = [
  ...(['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
  ...(['Date', 'hrtime', 'performance', 'nextTick', 'queueMicrotask'] as const),
];

/** The methods that test runners replace. */
const CONFIGURATIONS: Readonly<Record<string, Options>> = {
  'all that there are, as Jest does': { now: 0 },
  'all of them, by name': { now: 1_700_000_000_000, toFake: EVERYTHING },
  'all but nextTick and queueMicrotask, as Vitest does': { toFake: EVERYTHING.slice(0, -2) },
  'the clock and nothing else': { now: 0, toFake: ['Date'] },
};

describe('under fake timers', () => {
  let clock: ReturnType<typeof install> | undefined;

  afterEach(() => {
    clock?.uninstall();
    clock = undefined;
  });

  function inserts(count: number): DynamoDBRecord[] {
    return Array.from({ length: count }, (_, n) => insert({ pk: `ITEM#${n}` }));
  }

  /** What a day of retries, of batching windows and of faults comes to. */
  async function days(run: typeof simulate): Promise<readonly Pick<Simulation, 'elapsedMs' | 'deliveries'>[]> {
    const records = inserts(5);
    const fails = () => Promise.reject(new Error('always'));
    return [
      await run(fails, { records, eventSource: { maximumRetryAttempts: 20 } }),
      await run(async () => undefined, { records, eventSource: { maximumBatchingWindowInSeconds: 300 } }),
      await run(async () => undefined, { records, faults: { throws: 0.5, timesOut: 0.3, shardSplits: 0.5 }, seed: 3 }),
    ].map(({ elapsedMs, deliveries }) => ({ elapsedMs, deliveries: Object.fromEntries(Object.entries(deliveries)) }));
  }

  const withoutIds = (each: readonly Pick<Simulation, 'elapsedMs' | 'deliveries'>[]) =>
    each.map(({ elapsedMs, deliveries }) => ({ elapsedMs, deliveries: Object.values(deliveries) }));

  for (const [what, options] of Object.entries(CONFIGURATIONS)) {
    describe(`of ${what},`, () => {
      it('simulate does as it does with real ones', async () => {
        const expected = withoutIds(await days(simulate));
        clock = install(options);
        expect(withoutIds(await days(simulate))).to.deep.equal(expected);
      });

      it('simulate cuts off a function that never answers', async () => {
        clock = install(options);
        const { invocations } = await simulate(() => new Promise(() => undefined), {
          records: inserts(1),
          eventSource: { maximumRetryAttempts: 0 },
          timeoutMs: 20,
        });
        expect(invocations[0]?.error).to.have.property('message', 'Task timed out after 0.02 seconds');
      });

      it('simulate does the same where it is loaded after they were put in place', async () => {
        const expected = withoutIds(await days(simulate));
        clock = install(options);
        const fresh = loadedAnew<typeof testing>('../lib/testing/index.js');
        expect(fresh.simulate).not.to.equal(simulate);
        expect(withoutIds(await days(fresh.simulate))).to.deep.equal(expected);
        const { invocations } = await fresh.simulate(() => new Promise(() => undefined), {
          records: inserts(1),
          eventSource: { maximumRetryAttempts: 0 },
          timeoutMs: 20,
        });
        expect(invocations[0]?.error).to.have.property('message', 'Task timed out after 0.02 seconds');
      });

      it('handlers that wait for nothing are dispatched to', async () => {
        clock = install(options);
        const handled: unknown[] = [];
        const handler = bootstrap(stream().onInsert(async (record) => void handled.push(record.newImage.pk)));
        const outcome = await handler.dispatch(streamEvent(insert({ pk: 'a' }), insert({ pk: 'b' })), lambdaContext());
        expect([outcome.handled, handled]).to.deep.equal([2, ['a', 'b']]);
      });
    });
  }

  it('simulate says what is wrong where a handler waits for a fake timer, in place of a day of retries', async () => {
    clock = install();
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const handler = bootstrap(
      stream().onAny(() => new Promise((resolve) => setTimeout(resolve, 1))),
      { logger },
    );
    const error = await simulate(handler, { records: inserts(1), timeoutMs: 2000 }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error)
      .to.be.instanceOf(ConfigurationError)
      .with.property('message')
      .that.matches(/^simulate: the function does not end .* 2000 ms.* Fake timers are in place/);
  });

  it('simulate waits for a handler whose timers the test turns', async () => {
    clock = install();
    const handler = bootstrap(stream().onAny(() => new Promise((resolve) => setTimeout(resolve, 100))));
    let isOver = false;
    const ended = simulate(handler, { records: inserts(2) }).finally(() => {
      isOver = true;
    });
    while (!isOver) await clock.tickAsync(100);
    expect(Object.values((await ended).deliveries)).to.deep.equal([1, 1]);
  });

  it('a deadline comes when the test turns the clock to it', async () => {
    clock = install();
    const stuck = stream().onInsert(() => new Promise(() => undefined));
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const handler = bootstrap(stuck, { reportBatchItemFailures: true, logger });
    const record = insert({ pk: 'a' });
    const response = handler(streamEvent(record), lambdaContext({ remainingTimeMs: 3000 }));
    await clock.tickAsync(3000);
    expect(await response).to.deep.equal({ batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] });
  });
});

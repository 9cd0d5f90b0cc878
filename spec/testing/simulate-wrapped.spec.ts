import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import fc from 'fast-check';
import { type BootstrapOptions, bootstrap, ConfigurationError, type InsertRecord, stream } from '../../lib/index.js';
import { importModule } from '../../lib/loading/import-module.js';
import type { StreamHandler } from '../../lib/loading/lambda-handler.js';
import { insert, type SimulateOptions, type Simulation, simulate } from '../../lib/testing/index.js';
import { WRAPPERS } from '../loading/wrappers.js';

const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** A handler that fails for `bad`. */
function orders(options: BootstrapOptions = {}) {
  const seen: unknown[] = [];
  const inner = bootstrap(
    stream({ table: 'Table' }).onInsert(
      { newImage: { pk: [{ 'anything-but': 'unwanted' }] } },
      async function add({ newImage }: InsertRecord) {
        await undefined;
        seen.push(newImage.pk);
        if (newImage.pk === 'bad') throw new TypeError('no such order');
      },
    ),
    { logger, ...options },
  );
  return { seen, inner };
}

function inserts(...pks: string[]): DynamoDBRecord[] {
  const eventSourceARN = 'arn:aws:dynamodb:us-east-1:111122223333:table/Table/stream/2026-01-01T00:00:00.000';
  return pks.map((pk) => ({ ...insert({ pk }), eventSourceARN }));
}

describe('simulate with a function around a handler', () => {
  const scenarios = fc.record({
    pks: fc.array(fc.constantFrom('a', 'b', 'unwanted', 'bad'), { minLength: 1, maxLength: 8 }),
    told: fc.record(
      {
        batchSize: fc.integer({ min: 1, max: 4 }),
        maximumRetryAttempts: fc.integer({ min: 0, max: 2 }),
        bisectBatchOnFunctionError: fc.boolean(),
        filters: fc.constantFrom<'derived' | 'none'>('derived', 'none'),
      },
      { requiredKeys: ['maximumRetryAttempts'] },
    ),
    reportBatchItemFailures: fc.boolean(),
    concurrency: fc.integer({ min: 1, max: 3 }),
    given: fc.option(fc.record({ batchSize: fc.constant(3), maximumRetryAttempts: fc.constant(1) }), {
      nil: undefined,
    }),
    // Of one shard alone: which of several is first depends on how long a wrapper takes.
    faults: fc.constantFrom({}, { throws: 0.2, isKilled: 0.2, timesOut: 0.2, iteratorExpires: 0.2 }),
    seed: fc.nat(),
  });

  for (const [name, wrapper] of Object.entries(WRAPPERS))
    it(`does all that it does without ${name}`, () =>
      fc.assert(
        fc.asyncProperty(scenarios, async ({ pks, told, given, faults, seed, ...options }) => {
          const [alone, wrapped] = [1, 2].map(() => orders({ ...options, eventSource: told }));
          if (alone === undefined || wrapped === undefined) throw new Error('two were made');
          const simulated: SimulateOptions = {
            records: inserts(...pks),
            faults,
            seed,
            ...(given && { eventSource: given }),
          };
          const expected = await simulate(alone.inner, simulated);
          const actual = await simulate(wrapper(wrapped.inner), simulated);
          expect(comparable(actual)).to.deep.equal(comparable(expected));
          expect(wrapped.seen).to.deep.equal(alone.seen);
        }),
        { numRuns: 40 },
      ));

  it('calls all that middy does around it, once for each invocation', async () => {
    const { default: middy } = (await importModule('@middy/core')) as typeof import('@middy/core');
    const { inner, seen } = orders({ reportBatchItemFailures: true, eventSource: { maximumRetryAttempts: 1 } });
    const steps: string[] = [];
    const handler = middy(inner)
      .before(({ event }) => {
        Object.assign(Object(event), { tenant: 'acme' });
        steps.push('before');
      })
      .after(() => void steps.push('after'))
      .onError(() => void steps.push('error'));
    const { invocations, discarded } = await simulate(handler as StreamHandler, { records: inserts('a', 'bad', 'b') });
    expect(seen).to.deep.equal(['a', 'bad', 'bad', 'bad']);
    expect(invocations).to.have.length(3);
    expect(discarded).to.have.length(1);
    expect(steps).to.deep.equal(invocations.flatMap(() => ['before', 'after']));
  });

  it('ends one more invocation without records where the first batch would have been another', async () => {
    const { inner, seen } = orders({ reportBatchItemFailures: true, eventSource: { batchSize: 1 } });
    const answers: unknown[] = [];
    const handler: StreamHandler = async (event) => {
      const answer = await inner(event);
      answers.push([event.Records.length, answer]);
      return answer;
    };
    const { invocations } = await simulate(handler, { records: inserts('a', 'b') });
    expect(invocations.map(({ event }) => event.Records.length)).to.deep.equal([1, 1]);
    expect(seen).to.deep.equal(['a', 'b']);
    const nothing = { batchItemFailures: [] };
    expect(answers).to.have.deep.members([
      [2, nothing],
      [1, nothing],
      [1, nothing],
    ]);
  });

  it('hands on derived filters, so that the wrapper does not see what they hold back', async () => {
    const { inner } = orders({ eventSource: { filters: 'derived' } });
    const { deliveries } = await simulate((event) => inner(event), { records: inserts('a', 'unwanted', 'b') });
    expect(Object.values(deliveries)).to.deep.equal([1, 1]);
  });

  it('takes a function that calls no handler of bootstrap for a plain one', async () => {
    orders({ reportBatchItemFailures: true, eventSource: { batchSize: 1 } });
    const { invocations } = await simulate(async () => ({ batchItemFailures: [{ itemIdentifier: 'any' }] }), {
      records: inserts('a', 'b'),
    });
    expect(invocations.map(({ event }) => event.Records.length)).to.deep.equal([2]);
  });

  it('simulates several streams behind one wrapper', async () => {
    const { inner, seen } = orders({ reportBatchItemFailures: true, eventSource: { batchSize: 1 } });
    const other = inserts('c', 'd').map((record) => ({
      ...record,
      eventSourceARN: record.eventSourceARN?.replace('2026-01-01', '2026-02-02'),
    }));
    const handler: StreamHandler = async (event) => inner(event);
    const { deliveries } = await simulate(handler, { records: [...inserts('a', 'b'), ...other] });
    expect(Object.values(deliveries)).to.deep.equal([1, 1, 1, 1]);
    expect(seen).to.have.members(['a', 'b', 'c', 'd']);
  });

  describe('refuses', () => {
    async function refusal(handler: StreamHandler, options: Partial<SimulateOptions> = {}): Promise<string> {
      const error = await simulate(handler, { records: inserts('a', 'b'), ...options }).catch((reason) => reason);
      expect(error).to.be.instanceOf(ConfigurationError);
      return error.message;
    }

    it('handlers that ask for different deliveries, unless it is said how', async () => {
      const [one, two] = [orders({ reportBatchItemFailures: true }), orders()];
      const handler: StreamHandler = async (event) => {
        await two.inner(event);
        return one.inner(event);
      };
      expect(await refusal(handler)).to.equal(
        'simulate: the function calls handlers that bootstrap() made with different settings: stream.add; stream.add. ' +
          'Say how its records are to be delivered, as eventSource of simulate.',
      );
      const eventSource = { functionResponseTypes: ['ReportBatchItemFailures'] as const };
      expect((await simulate(handler, { records: inserts('a'), eventSource })).invocations).to.have.length(1);
    });

    it('a function whose first invocation did not come to its handler, which asks for another delivery', async () => {
      const { inner, seen } = orders({ reportBatchItemFailures: true });
      let calls = 0;
      const handler: StreamHandler = async (event) => {
        if (++calls === 1) throw new Error('no secrets yet');
        return inner(event);
      };
      expect(await refusal(handler)).to.match(
        /^simulate: the function called the handler .* \(stream\.add\) only after/,
      );
      expect(seen).to.deep.equal([]);
      calls = 0;
      const eventSource = { functionResponseTypes: ['ReportBatchItemFailures'] as const };
      const { invocations } = await simulate(handler, { records: inserts('a'), eventSource });
      expect(invocations).to.have.length(2);
    });
  });
});

/** A simulation without what differs from run to run. */
function comparable({ invocations, deliveries, discarded, events, elapsedMs }: Simulation) {
  return {
    invocations: invocations.map(({ event, response, error, at }) => {
      return { event, response, error: error instanceof Error ? error.name : error, at };
    }),
    deliveries,
    discarded,
    events: JSON.parse(JSON.stringify(events)),
    elapsedMs,
  };
}

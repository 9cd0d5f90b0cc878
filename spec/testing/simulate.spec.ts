import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import { bootstrap, type InsertRecord, OnInsert, stream } from '../../lib/index.js';
import { insert, modify, simulate } from '../../lib/testing/index.js';

const HOUR_MS = 3_600_000;

function inserts(count: number): DynamoDBRecord[] {
  return Array.from({ length: count }, (_, n) => insert({ pk: `ITEM#${n}` }));
}

function idsOf(records: readonly DynamoDBRecord[]): (string | undefined)[] {
  return records.map(({ eventID }) => eventID);
}

describe('simulate', () => {
  it('delivers every record once where nothing goes wrong', async () => {
    const records = inserts(250);
    const { invocations, deliveries, discarded, elapsedMs } = await simulate(async () => undefined, { records });
    expect(invocations.map(({ event }) => event.Records.length)).to.deep.equal([100, 100, 50]);
    expect(invocations.flatMap(({ event }) => idsOf(event.Records))).to.deep.equal(idsOf(records));
    expect(Object.values(deliveries)).to.deep.equal(new Array(250).fill(1));
    expect(discarded).to.deep.equal([]);
    expect(elapsedMs).to.equal(0);
  });

  it('runs what bootstrap made', async () => {
    const greeted: unknown[] = [];
    class Greeter {
      @OnInsert
      greet(record: InsertRecord): void {
        greeted.push(record.newImage.pk);
      }
    }
    await simulate(bootstrap(Greeter), { records: inserts(3) });
    expect(greeted).to.deep.equal(['ITEM#0', 'ITEM#1', 'ITEM#2']);
  });

  it('filters as a deployed mapping would, where derived filters are asked for', async () => {
    const handler = bootstrap(stream({ table: 'Table' }).onInsert({ newImage: { pk: 'ITEM#1' } }, () => undefined));
    const records = inserts(3).map((record) => ({
      ...record,
      eventSourceARN: 'arn:aws:dynamodb:us-east-1:111122223333:table/Table/stream/2026-01-01T00:00:00.000',
    }));
    const delivered = async (filters: 'derived' | 'none') => {
      const { deliveries } = await simulate(handler, { records, eventSource: { filters } });
      return Object.keys(deliveries);
    };
    expect(await delivered('derived')).to.deep.equal([records[1]?.eventID]);
    expect(await delivered('none')).to.deep.equal(idsOf(records));
  });

  it('takes the parameters that bootstrap was told, where it is told none', async () => {
    const fails = stream().onInsert(() => {
      throw new Error('always');
    });
    const handler = bootstrap(fails, {
      reportBatchItemFailures: true,
      eventSource: { batchSize: 2, maximumRetryAttempts: 1 },
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
    const { invocations, discarded } = await simulate(handler, { records: inserts(4) });
    expect(invocations.map(({ event }) => event.Records.length)).to.deep.equal([2, 2, 2, 2]);
    expect(discarded.map(({ responseContext }) => responseContext?.functionError)).to.deep.equal([null, null]);
  });

  it('lets what the function returns count where bootstrap was told so, whatever else is asked for', async () => {
    const fails = stream().onInsert(() => {
      throw new Error('always');
    });
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const handler = bootstrap(fails, { reportBatchItemFailures: true, logger });
    const records = inserts(2);
    const asTold = await simulate(handler, { records, eventSource: { maximumRetryAttempts: 1 } });
    expect([asTold.invocations.length, asTold.discarded.length]).to.deep.equal([2, 1]);
    const ignoring = await simulate(handler, { records, eventSource: { functionResponseTypes: [] } });
    expect([ignoring.invocations.length, ignoring.discarded.length]).to.deep.equal([1, 0]);
  });

  it('delivers the records to a handler whose mapping will begin at those to come, or is not enabled yet', async () => {
    const handler = bootstrap(
      stream().onInsert(() => undefined),
      { eventSource: { startingPosition: 'LATEST', enabled: false } },
    );
    const { deliveries } = await simulate(handler, { records: inserts(3) });
    expect(Object.values(deliveries)).to.deep.equal([1, 1, 1]);
  });

  it('gives up no record of many for its age before it was tried', async () => {
    const { deliveries, discarded } = await simulate(async () => undefined, {
      records: inserts(10_000),
      eventSource: { maximumRecordAgeInSeconds: 60 },
    });
    expect([Object.keys(deliveries).length, discarded.length]).to.deep.equal([10_000, 0]);
  });

  it('retries for a day in no time, and gives the records up when they are too old', async () => {
    const { invocations, discarded, elapsedMs } = await simulate(
      async () => {
        throw new Error('always');
      },
      { records: inserts(2) },
    );
    expect(elapsedMs).to.be.within(23 * HOUR_MS, 25 * HOUR_MS);
    expect(invocations.length).to.be.above(1000);
    expect(discarded).to.have.length(1);
    expect(discarded[0]?.requestContext.condition).to.equal('RecordAgeExceeded');
  });

  it('tells when each invocation was, what came of it, and what was delivered, whatever became of the event', async () => {
    const records = inserts(1);
    let calls = 0;
    const { invocations } = await simulate(
      async (event) => {
        event.Records.length = 0;
        if (++calls === 1) throw new Error('once');
        return 'fine';
      },
      { records },
    );
    expect(invocations.map(({ event }) => event.Records)).to.deep.equal([records, records]);
    expect(invocations[0]?.error).to.have.property('message', 'once');
    expect(invocations[0]?.at).to.equal(0);
    expect(invocations[1]?.response).to.equal('fine');
    expect(invocations[1]?.at).to.be.above(0);
  });

  it('lets the clock stand still while a handler waits for the world', async () => {
    const { elapsedMs } = await simulate(() => new Promise((resolve) => setTimeout(resolve, 5)), {
      records: inserts(1),
    });
    expect(elapsedMs).to.equal(0);
  });

  it('runs the streams of several tables side by side', async () => {
    const records = [insert({ pk: 'a' }, { table: 'A' }), insert({ pk: 'b' }, { table: 'B' })];
    const { invocations } = await simulate(async () => undefined, { records });
    expect(invocations.map(({ event }) => idsOf(event.Records))).to.deep.equal(records.map(({ eventID }) => [eventID]));
  });

  describe('with faults', () => {
    const faults = {
      throws: 0.2,
      timesOut: 0.1,
      isKilled: 0.1,
      returnsGarbage: 0.1,
      shardSplits: 0.3,
      iteratorExpires: 0.2,
      pollIsThrottled: 0.2,
    };
    const eventSource = { batchSize: 5, functionResponseTypes: ['ReportBatchItemFailures'] } as const;

    it('is the same for the same seed, and another for another', async () => {
      const records = inserts(60);
      const run = async (seed: number) => {
        const { invocations, events, ...rest } = await simulate(async () => undefined, {
          records,
          eventSource,
          faults,
          seed,
        });
        return JSON.stringify([invocations, events, rest]);
      };
      expect(await run(7)).to.equal(await run(7));
      expect(await run(7)).not.to.equal(await run(8));
    });

    it('handles half of the batch of a function that is killed', async () => {
      const sizes: number[] = [];
      const { invocations } = await simulate(async (event) => void sizes.push(event.Records.length), {
        records: inserts(40),
        eventSource: { batchSize: 4 },
        faults: { isKilled: 0.5 },
      });
      expect(sizes).to.include(2).and.to.include(4);
      expect(invocations.every(({ event }) => event.Records.length === 4)).to.equal(true);
    });

    it('delivers nothing twice because of how the stream is read', async () => {
      const records = inserts(300);
      const { deliveries } = await simulate(async () => undefined, {
        records,
        eventSource: { batchSize: 7 },
        faults: { shardSplits: 0.2, iteratorExpires: 0.4, pollIsThrottled: 0.4 },
      });
      expect(deliveries).to.deep.equal(Object.fromEntries(idsOf(records).map((id) => [id, 1])));
    });

    it('delivers an item in order, over splits of its shard', async () => {
      const versions = Array.from({ length: 40 }, (_, n) => modify({ pk: 'a', n }, { pk: 'a', n: n + 1 }));
      const others = inserts(40);
      const records = versions.flatMap((record, n) => [record, others[n] ?? record]);
      const { invocations, events } = await simulate(async () => undefined, {
        records,
        eventSource: { batchSize: 3 },
        faults: { shardSplits: 0.5 },
      });
      const delivered = invocations.flatMap(({ event }) => idsOf(event.Records));
      expect(new Set(events.map(({ shardId }) => shardId)).size).to.be.above(2);
      expect(delivered.filter((id) => idsOf(versions).includes(id))).to.deep.equal(idsOf(versions));
      expect(delivered).to.have.members(idsOf(records));
    });
  });

  const refused: readonly [string, object][] = [
    ['an unknown option', { recods: [] }],
    ['records that are none', { records: 1 }],
    ['an unknown fault', { records: [], faults: { throw: 1 } }],
    ['a probability beyond 1', { records: [], faults: { throws: 2 } }],
    ['a seed that is none', { records: [], seed: 0.5 }],
    ['a batch size that AWS refuses', { records: inserts(1), eventSource: { batchSize: 0 } }],
    ['a filter that does not parse', { records: inserts(1), eventSource: { filters: [{ a: 1 }] } }],
  ];
  for (const [what, options] of refused) {
    it(`refuses ${what}`, async () => {
      const error = await simulate(async () => undefined, Object(options)).catch((reason: unknown) => reason);
      expect(error).to.have.property('name', 'ConfigurationError');
    });
  }
});

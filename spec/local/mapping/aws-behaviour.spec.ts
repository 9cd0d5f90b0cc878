import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import type { EventSourceConfig } from '../../../lib/index.js';
import type { InvocationRecord } from '../../../lib/local/index.js';
import { insert, type Simulation, simulate } from '../../../lib/testing/index.js';

/** What AWS documents of event source mappings, or was seen to do. */
describe('an event source mapping', () => {
  const reporting = { functionResponseTypes: ['ReportBatchItemFailures'] } as const;

  function sizesOf({ invocations }: Simulation): number[] {
    return invocations.map(({ event }) => event.Records.length);
  }

  function inserts(count: number): DynamoDBRecord[] {
    return Array.from({ length: count }, (_, n) => insert({ pk: `ITEM#${n}` }));
  }

  function numberOf(record: DynamoDBRecord | undefined): string {
    return String(record?.dynamodb?.SequenceNumber);
  }

  /** Runs a handler that always gives this. */
  const returning = (response: unknown, eventSource: EventSourceConfig, count = 3) =>
    simulate(async () => response, { records: inserts(count), eventSource });

  const throwing = (eventSource: EventSourceConfig, count = 3) =>
    simulate(
      async () => {
        throw new Error('always');
      },
      { records: inserts(count), eventSource },
    );

  describe('makes batches', () => {
    it('of 100 records by default', async () => {
      expect(sizesOf(await returning(null, {}, 201))).to.deep.equal([100, 100, 1]);
    });

    it('of at most the batch size', async () => {
      expect(sizesOf(await returning(null, { batchSize: 30 }, 100))).to.deep.equal([30, 30, 30, 10]);
    });

    it('of what a read gave, without waiting for more, where there is no batching window', async () => {
      const sizes = sizesOf(await returning(null, { batchSize: 10_000 }, 2500));
      expect(sizes[0]).to.equal(1000);
      expect(sizes).to.have.length.above(1);
    });

    it('of several reads within the batching window', async () => {
      const eventSource = { batchSize: 10_000, maximumBatchingWindowInSeconds: 300 };
      expect(sizesOf(await returning(null, eventSource, 2500))).to.deep.equal([2500]);
    });

    it('of at most 6 MB, as JSON', async () => {
      const big = Array.from({ length: 40 }, (_, n) => insert({ pk: `ITEM#${n}`, text: 'é'.repeat(190_000) }));
      const { invocations } = await simulate(async () => undefined, { records: big });
      const bytes = invocations.map(({ event }) => Buffer.byteLength(JSON.stringify(event)));
      expect(Math.max(...bytes)).to.be.within(5.5 * 2 ** 20, 6 * 2 ** 20);
      expect(invocations.flatMap(({ event }) => event.Records)).to.have.length(40);
    });

    it('of the parallelization factor at once, the records of an item in one of them', async () => {
      const records = Array.from({ length: 200 }, (_, n) => insert({ pk: `ITEM#${n % 20}`, n }, { keys: ['pk'] }));
      let running = 0;
      let most = 0;
      const { invocations } = await simulate(
        async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 1));
          running--;
        },
        { records, eventSource: { parallelizationFactor: 4, batchSize: 10 } },
      );
      expect(most).to.equal(4);
      const delivered = invocations.flatMap(({ event }) => event.Records);
      for (let item = 0; item < 20; item++) {
        const ofItem = (all: readonly DynamoDBRecord[]) =>
          all.filter(({ dynamodb }) => dynamodb?.Keys?.pk?.S === `ITEM#${item}`).map(numberOf);
        expect(ofItem(delivered)).to.deep.equal(ofItem(records));
      }
    });

    it('of the records that a filter lets through', async () => {
      const records = inserts(10);
      const filters = [
        { dynamodb: { Keys: { pk: { S: ['ITEM#3'] } } } },
        { dynamodb: { Keys: { pk: { S: ['ITEM#7'] } } } },
      ];
      const { invocations, events } = await simulate(async () => undefined, { records, eventSource: { filters } });
      expect(invocations.map(({ event }) => event.Records)).to.deep.equal([[records[3], records[7]]]);
      expect(events.find(({ type }) => type === 'filtered')).to.have.property('records', 8);
    });

    it('and passes over records that no filter lets through, as settled', async () => {
      const records = inserts(3);
      const { invocations, events } = await simulate(async () => undefined, {
        records,
        eventSource: { filters: [{ eventName: ['REMOVE'] }] },
      });
      expect(invocations).to.deep.equal([]);
      expect(events.at(-1)).to.deep.include({ type: 'checkpointed', sequenceNumber: numberOf(records[2]) });
    });
  });

  it('begins with what is written later where it starts at LATEST', async () => {
    expect(sizesOf(await returning(null, { startingPosition: 'LATEST' }))).to.deep.equal([]);
  });

  it('reads nothing where it is not enabled', async () => {
    expect(sizesOf(await returning(null, { enabled: false }))).to.deep.equal([]);
  });

  describe('with ReportBatchItemFailures', () => {
    for (const response of [[], null, undefined, {}, { batchItemFailures: [] }, { batchItemFailures: null }]) {
      it(`takes ${JSON.stringify(response)} for complete success`, async () => {
        const { discarded, invocations } = await returning(response, { ...reporting, maximumRetryAttempts: 0 });
        expect([invocations.length, discarded.length]).to.deep.equal([1, 0]);
      });
    }

    for (const [what, failure] of [
      ['empty', { itemIdentifier: '' }],
      ['null', { itemIdentifier: null }],
      ['missing', {}],
      ['misspelled', { itemIdentifer: '1' }],
      ['not in the batch', { itemIdentifier: '1' }],
    ] as const) {
      it(`takes an identifier that is ${what} for complete failure`, async () => {
        const { discarded } = await returning(
          { batchItemFailures: [failure] },
          { ...reporting, maximumRetryAttempts: 0 },
        );
        expect(discarded.map(({ DDBStreamBatchInfo: info }) => info.batchSize)).to.deep.equal([3]);
      });
    }

    it('delivers the lowest sequence number that is returned, and everything after it, again', async () => {
      const records = inserts(5);
      let calls = 0;
      const { invocations } = await simulate(
        async () => {
          const failures = [records[4], records[2]].map((record) => ({ itemIdentifier: numberOf(record) }));
          return ++calls === 1 ? { batchItemFailures: failures } : undefined;
        },
        { records, eventSource: reporting },
      );
      expect(invocations[1]?.event.Records).to.deep.equal(records.slice(2));
    });

    it('takes a thrown error for complete failure', async () => {
      expect(sizesOf(await throwing({ ...reporting, maximumRetryAttempts: 1 }))).to.deep.equal([3, 3]);
    });
  });

  it('ignores what the function returns without ReportBatchItemFailures', async () => {
    const simulation = await returning({ batchItemFailures: [{ itemIdentifier: '' }] }, {});
    expect(sizesOf(simulation)).to.deep.equal([3]);
  });

  describe('retries', () => {
    for (const [attempts, invocations] of [
      [0, 1],
      [1, 2],
      [3, 4],
    ] as const) {
      it(`a batch that always fails so that ${attempts} attempts are ${invocations} invocations`, async () => {
        const simulation = await throwing({ maximumRetryAttempts: attempts });
        expect(sizesOf(simulation)).to.deep.equal(new Array(invocations).fill(3));
        expect(simulation.discarded[0]?.requestContext.approximateInvokeCount).to.equal(invocations);
      });
    }

    it('after pauses that grow', async () => {
      const { invocations } = await throwing({ maximumRetryAttempts: 5 });
      const pauses = invocations.slice(1).map(({ at }, n) => at - (invocations[n]?.at ?? 0));
      expect(pauses).to.deep.equal([...pauses].sort((a, b) => a - b));
      expect(new Set(pauses).size).to.equal(5);
    });

    it('until the records are too old, which also go to the failure destination', async () => {
      const { discarded, elapsedMs } = await throwing({ maximumRecordAgeInSeconds: 60 });
      expect(elapsedMs).to.be.within(50_000, 130_000);
      const count = discarded.reduce((sum, { DDBStreamBatchInfo: info }) => sum + info.batchSize, 0);
      expect(count).to.equal(3);
      expect(discarded.every(({ requestContext }) => requestContext.condition === 'RecordAgeExceeded')).to.equal(true);
    });

    it('and goes on behind a batch that was given up', async () => {
      const { deliveries } = await throwing({ batchSize: 2, maximumRetryAttempts: 0 }, 6);
      expect(Object.values(deliveries)).to.deep.equal([1, 1, 1, 1, 1, 1]);
    });
  });

  describe('after a partial response', () => {
    /** A handler that reports the first record of these that is in its batch and has failures left. */
    function failing(failures: ReadonlyMap<DynamoDBRecord | undefined, number>) {
      const left = new Map([...failures].map(([record, times]) => [numberOf(record), times]));
      return async ({ Records }: { Records: DynamoDBRecord[] }) => {
        const failed = Records.map(numberOf).find((number) => (left.get(number) ?? 0) > 0);
        if (failed === undefined) return { batchItemFailures: [] };
        left.set(failed, (left.get(failed) ?? 0) - 1);
        return { batchItemFailures: [{ itemIdentifier: failed }] };
      };
    }

    const deliveriesOf = ({ deliveries }: Simulation, records: readonly DynamoDBRecord[]) =>
      records.map(({ eventID }) => deliveries[String(eventID)]);

    it('counts the rest of the batch anew', async () => {
      const records = inserts(6);
      const simulation = await simulate(failing(new Map([[records[5], Number.POSITIVE_INFINITY]])), {
        records,
        eventSource: { ...reporting, batchSize: 3, maximumRetryAttempts: 3 },
      });
      expect(deliveriesOf(simulation, records)).to.deep.equal([1, 1, 1, 1, 1, 5]);
      expect(simulation.discarded.map(({ payload }) => payload?.Records)).to.deep.equal([[records[5]]]);
      expect(simulation.discarded[0]?.requestContext.approximateInvokeCount).to.equal(4);
    });

    it('discards nothing where no record fails more often than it may', async () => {
      const records = inserts(5);
      const simulation = await simulate(
        failing(
          new Map([
            [records[1], 2],
            [records[3], 1],
          ]),
        ),
        { records, eventSource: { ...reporting, maximumRetryAttempts: 1 } },
      );
      expect(simulation.discarded).to.deep.equal([]);
      expect(sizesOf(simulation)).to.deep.equal([5, 4, 4, 2]);
    });

    it('delivers the rest once more also where nothing is retried', async () => {
      const records = inserts(3);
      const simulation = await simulate(failing(new Map([[records[1], Number.POSITIVE_INFINITY]])), {
        records,
        eventSource: { ...reporting, maximumRetryAttempts: 0 },
      });
      expect(sizesOf(simulation)).to.deep.equal([3, 2]);
      expect(simulation.discarded[0]?.requestContext.approximateInvokeCount).to.equal(1);
    });

    it('that names the first record, which settles nothing, goes on counting', async () => {
      const records = inserts(3);
      const simulation = await simulate(failing(new Map([[records[0], Number.POSITIVE_INFINITY]])), {
        records,
        eventSource: { ...reporting, maximumRetryAttempts: 3 },
      });
      expect(sizesOf(simulation)).to.deep.equal([3, 3, 3, 3]);
      expect(simulation.discarded[0]?.requestContext.approximateInvokeCount).to.equal(4);
    });

    it('counts anew with bisecting, too, so that a record alone has all of its retries', async () => {
      const records = inserts(4);
      const simulation = await simulate(failing(new Map([[records[3], Number.POSITIVE_INFINITY]])), {
        records,
        eventSource: { ...reporting, bisectBatchOnFunctionError: true, maximumRetryAttempts: 2 },
      });
      expect(sizesOf(simulation)).to.deep.equal([4, 1, 1, 1]);
      expect(simulation.discarded[0]?.requestContext.approximateInvokeCount).to.equal(3);
    });

    it('pauses as before a first retry, since something was handled', async () => {
      const records = inserts(4);
      const { events } = await simulate(failing(new Map(records.map((record) => [record, 1]))), {
        records,
        eventSource: { ...reporting, maximumRetryAttempts: 3 },
      });
      const pauses = events.flatMap((event) => (event.type === 'retrying' ? [[event.retry, event.inMs]] : []));
      expect(pauses).to.deep.equal([
        [1, 200],
        [0, 200],
        [0, 200],
        [0, 200],
      ]);
    });
  });

  describe('with bisecting', () => {
    const bisecting = { bisectBatchOnFunctionError: true, maximumRetryAttempts: 1 };

    it('halves a batch that failed, which uses up no retries', async () => {
      const records = inserts(8);
      const poison = numberOf(records[5]);
      const simulation = await simulate(
        async ({ Records }) => {
          if (Records.some((record) => numberOf(record) === poison)) throw new Error('poison');
        },
        { records, eventSource: bisecting },
      );
      // 0-7 fails; 0-3 passes; 4-7 fails; 4-5 fails; 4 passes; 5 fails, is retried once, and is given up; 6-7 passes.
      expect(sizesOf(simulation)).to.deep.equal([8, 4, 4, 2, 1, 1, 1, 2]);
      expect(simulation.discarded.map(({ payload }) => payload?.Records)).to.deep.equal([[records[5]]]);
      expect(simulation.events.filter(({ type }) => type === 'bisected')).to.have.length(3);
    });

    it('cuts the batch where a partial response says, and retries the rest only', async () => {
      const records = inserts(8);
      const poison = numberOf(records[5]);
      const simulation = await simulate(
        async ({ Records }) => {
          const isPoisoned = Records.some((record) => numberOf(record) === poison);
          return { batchItemFailures: isPoisoned ? [{ itemIdentifier: poison }] : [] };
        },
        { records, eventSource: { ...bisecting, ...reporting } },
      );
      // 5-7 is left of the first; its first record fails, so it is halved: 5-6, then 5 alone.
      expect(sizesOf(simulation)).to.deep.equal([8, 3, 2, 1, 1, 1, 1]);
      expect(simulation.discarded.map(({ payload }) => payload?.Records)).to.deep.equal([[records[5]]]);
    });
  });

  describe('tells the failure destination', () => {
    async function recordOf(simulation: Promise<Simulation>): Promise<InvocationRecord | undefined> {
      return (await simulation).discarded[0];
    }

    it('what was given up, and why', async () => {
      const record = await recordOf(throwing({ maximumRetryAttempts: 1 }));
      expect(record?.requestContext.requestId).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(record?.requestContext).to.include({ condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 });
      expect(record?.requestContext.functionArn).to.match(/^arn:aws:lambda:/);
      expect(record).to.include({ version: '1.0' });
      expect(record?.timestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    });

    it('where it is in the stream', async () => {
      const records = inserts(3);
      const { discarded } = await simulate(() => Promise.reject(new Error('always')), {
        records,
        eventSource: { maximumRetryAttempts: 0 },
      });
      const info = discarded[0]?.DDBStreamBatchInfo;
      expect(info).to.deep.equal({
        shardId: info?.shardId,
        startSequenceNumber: numberOf(records[0]),
        endSequenceNumber: numberOf(records[2]),
        approximateArrivalOfFirstRecord: arrivalOf(records[0]),
        approximateArrivalOfLastRecord: arrivalOf(records[2]),
        batchSize: 3,
        streamArn: records[0]?.eventSourceARN,
      });
    });

    it('"Unhandled" for a thrown error, null for a reported failure', async () => {
      const thrown = await recordOf(throwing({ maximumRetryAttempts: 0 }));
      const failing = { batchItemFailures: [{ itemIdentifier: '' }] };
      const reported = await recordOf(returning(failing, { ...reporting, maximumRetryAttempts: 0 }));
      const context = { statusCode: 200, executedVersion: '$LATEST' };
      expect(thrown?.responseContext).to.deep.equal({ ...context, functionError: 'Unhandled' });
      expect(reported?.responseContext).to.deep.equal({ ...context, functionError: null });
    });
  });

  describe('tells the failure destination of records that are too old', () => {
    it('without a response, also where there were some, and with all of its invocations', async () => {
      const { discarded, invocations } = await throwing({ maximumRecordAgeInSeconds: 60 });
      expect(invocations.length).to.be.above(3);
      expect(discarded.map(({ requestContext }) => requestContext.condition)).to.deep.equal(['RecordAgeExceeded']);
      expect(discarded[0]).not.to.have.property('responseContext');
      expect(discarded[0]?.requestContext.approximateInvokeCount).to.equal(invocations.length);
    });

    it('and counts one invocation where they were too old when they were first read', async () => {
      const old = insert({ pk: 'OLD' }, { createdAt: new Date('2025-01-01T00:00:00Z') });
      const { discarded } = await simulate(async () => undefined, {
        records: [old, insert({ pk: 'NEW' })],
        eventSource: { maximumRecordAgeInSeconds: 60 },
      });
      expect(discarded.map(({ payload }) => payload?.Records)).to.deep.equal([[old]]);
      expect(discarded[0]).not.to.have.property('responseContext');
      expect(discarded[0]?.requestContext).to.include({ condition: 'RecordAgeExceeded', approximateInvokeCount: 1 });
    });
  });

  for (const name of ['tumblingWindowInSeconds', 'TumblingWindowInSeconds']) {
    it(`refuses tumbling windows, by the name ${name}`, async () => {
      const error = await returning(null, Object({ [name]: 60 })).catch((reason: unknown) => reason);
      expect(error).to.have.property('name', 'ConfigurationError');
      expect(error)
        .to.have.property('message')
        .that.matches(/tumbling/i);
    });
  }

  it('refuses more filters than AWS takes', async () => {
    const filters = new Array(11).fill({ eventName: ['INSERT'] });
    const error = await returning(null, { filters }).catch((reason: unknown) => reason);
    expect(error).to.have.property('name', 'ConfigurationError');
  });

  it('cuts a function off when its time is over', async () => {
    const { invocations } = await simulate(() => new Promise(() => {}), {
      records: inserts(1),
      eventSource: { maximumRetryAttempts: 0 },
      timeoutMs: 20,
    });
    expect(invocations[0]?.error).to.have.property('message', 'Task timed out after 0.02 seconds');
  });
});

function arrivalOf(record: DynamoDBRecord | undefined): string {
  const time = new Date((record?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000);
  return `${time.toISOString().slice(0, 19)}Z`;
}

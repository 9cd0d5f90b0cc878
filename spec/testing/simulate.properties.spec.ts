import assert from 'node:assert/strict';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { bootstrap, stream } from '../../lib/index.js';
import { type Faults, modify, type Simulation, simulate } from '../../lib/testing/index.js';

/** Prints the seed of what fails, with which fast-check finds the same schedule again. */
const SCHEDULES = { numRuns: 10_000 };

const probability = fc.constantFrom(0, 0, 0.05, 0.2, 0.5);

const arbitraryFaults: fc.Arbitrary<Faults> = fc.record({
  throws: probability,
  timesOut: probability,
  isKilled: probability,
  returnsGarbage: probability,
  shardSplits: probability,
  iteratorExpires: probability,
  pollIsThrottled: probability,
});

const arbitraryEventSource = fc.record(
  {
    batchSize: fc.integer({ min: 1, max: 12 }),
    maximumBatchingWindowInSeconds: fc.constantFrom(0, 1, 30),
    parallelizationFactor: fc.integer({ min: 1, max: 4 }),
    maximumRetryAttempts: fc.integer({ min: 0, max: 3 }),
    maximumRecordAgeInSeconds: fc.constantFrom(60, 3600),
    bisectBatchOnFunctionError: fc.boolean(),
    functionResponseTypes: fc.constantFrom<'ReportBatchItemFailures'[]>([], ['ReportBatchItemFailures']),
  },
  { requiredKeys: ['maximumRetryAttempts'] },
);

/** The items of the records, by number, in stream order; and which records their handler fails on, and how often. */
const arbitrarySchedule = fc.record({
  items: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 }),
  poison: fc.dictionary(fc.integer({ min: 0, max: 29 }).map(String), fc.constantFrom(1, 2, 1000), { maxKeys: 3 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  faults: arbitraryFaults,
  eventSource: arbitraryEventSource,
  seed: fc.integer(),
});

describe('an event source mapping under random faults', function () {
  this.timeout(300_000);
  // A stack of what a handler throws is mapped to its sources wherever it is logged, and takes a third of the time.
  const { stackTraceLimit } = Error;
  before(() => {
    Error.stackTraceLimit = 0;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it('loses no record, keeps the order of every item, and comes to an end', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySchedule, async ({ items, poison, concurrency, faults, eventSource, seed }) => {
        const records = items.map((item, n) => modify({ pk: `ITEM#${item}`, n: -1 }, { pk: `ITEM#${item}`, n }));
        const handled = new Set<string>();
        const failures = new Map<string, number>(Object.entries(poison));
        const handlers = stream().onAny((record) => {
          const position = String(record.newImage?.n);
          const left = failures.get(position) ?? 0;
          failures.set(position, left - 1);
          if (left > 0) throw new Error('poison');
          handled.add(record.eventID);
        });
        const reportBatchItemFailures = eventSource.functionResponseTypes?.length === 1;
        const handler = bootstrap(handlers, { concurrency, reportBatchItemFailures, logger: silent });
        const simulation = await simulate(handler, { records, faults, eventSource, seed });

        const discarded = new Set(simulation.discarded.flatMap(({ payload }) => idsOf(payload?.Records)));
        for (const id of idsOf(records)) assert.ok(handled.has(id) || discarded.has(id), `${id} is lost`);
        expectOrder(simulation, records);
      }),
      SCHEDULES,
    );
  });
});

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}

function idsOf(records: readonly DynamoDBRecord[] = []): string[] {
  return records.map(({ eventID }) => String(eventID));
}

/** A record is invoked with when every earlier one of its item is settled, or stands before it in the same batch. */
function expectOrder({ events, invocations, discarded }: Simulation, records: readonly DynamoDBRecord[]): void {
  const itemOf = new Map(records.map(({ eventID, dynamodb }) => [String(eventID), JSON.stringify(dynamodb?.Keys)]));
  const order = idsOf(records);
  const settled = new Set<string>();
  const batches = new Map<string, string[]>();
  let invoked = 0;
  let given = 0;
  for (const event of events) {
    if (event.type === 'invoked') {
      const batch = idsOf(invocations[invoked++]?.event.Records);
      batches.set(event.requestId, batch);
      for (const [position, id] of batch.entries()) {
        const earlier = order.slice(0, order.indexOf(id)).filter((other) => itemOf.get(other) === itemOf.get(id));
        const ahead = batch.slice(0, position);
        for (const other of earlier)
          assert.ok(settled.has(other) || ahead.includes(other), `${id} came before ${other}, which is not settled`);
      }
    } else if (event.type === 'succeeded' || event.type === 'failed') {
      const count = event.type === 'succeeded' ? event.records : event.settled;
      for (const id of batches.get(event.requestId)?.slice(0, count) ?? []) settled.add(id);
    } else if (event.type === 'discarded') {
      for (const id of idsOf(discarded[given++]?.payload?.Records)) settled.add(id);
    }
  }
  assert.deepEqual([...settled].sort(), [...order].sort());
}

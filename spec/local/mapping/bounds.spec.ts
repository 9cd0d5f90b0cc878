import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import type { EventSourceConfig } from '../../../lib/index.js';
import { EventSourceMapping, type MappingBatch, type MappingEvent } from '../../../lib/local/index.js';
import { insert } from '../../../lib/testing/index.js';
import { virtualClock } from '../../../lib/testing/simulation/virtual-clock.js';
import { FakeShards } from '../fake-shards.js';

const SHARD = 'shard';

/** When the records were written: they are not given up for their age. */
const ARRIVAL_MS = (insert({ pk: 'ITEM' }).dynamodb?.ApproximateCreationDateTime ?? 0) * 1000;

/** Long enough, in virtual time, for whatever is to come at all. */
const PATIENCE_MS = 60_000;

/** A mapping on a stream in memory whose time is virtual, and which can count the calls that it has ordered. */
function mappingOf(eventSource: EventSourceConfig, invoke: (event: MappingBatch) => unknown = () => undefined) {
  const clock = virtualClock(ARRIVAL_MS);
  const begun = clock.now();
  const shards = new FakeShards().shard(SHARD);
  const sizes: number[] = [];
  const events: MappingEvent[] = [];
  let pending = 0;
  const mapping = new EventSourceMapping({
    source: shards,
    eventSource,
    clock: {
      now: clock.now,
      after(ms, call) {
        pending++;
        let isPending = true;
        const end = () => {
          if (isPending) pending--;
          isPending = false;
        };
        const cancel = clock.after(ms, () => {
          end();
          call();
        });
        return () => {
          end();
          cancel();
        };
      },
    },
    invoke(event) {
      sizes.push(event.Records.length);
      return invoke(event);
    },
    onEvent: (event) => void events.push(event),
  });
  return {
    mapping,
    shards,
    sizes,
    events,
    at: (ms: number, call: () => void) => clock.after(ms, call),
    elapsedMs: () => clock.now() - begun,
    pendingCalls: () => pending,
    runFor: (ms: number) => clock.runUntil(new Promise<void>((resolve) => clock.after(ms, resolve))),
    runUntil: (promise: Promise<unknown>) =>
      clock.runUntil(
        Promise.race([
          promise,
          new Promise((_, reject) => clock.after(PATIENCE_MS, () => reject(new Error('It takes for ever.')))),
        ]),
      ),
  };
}

describe('an event source mapping keeps within bounds', () => {
  describe('with a batching window', () => {
    const eventSource = { batchSize: 10, maximumBatchingWindowInSeconds: 1 };

    it('sends what a full batch left behind when the window is over, though nothing more is written', async () => {
      const { mapping, shards, sizes, at, runUntil, elapsedMs } = mappingOf(eventSource);
      shards.write(SHARD, 5);
      at(500, () => shards.write(SHARD, 10));
      await mapping.start();
      await runUntil(mapping.caughtUp());
      await runUntil(new Promise<void>((resolve) => at(600, resolve)));
      await runUntil(mapping.caughtUp());
      expect(sizes).to.deep.equal([10, 5]);
      expect(elapsedMs()).to.be.below(3000);
      await mapping.stop();
    });

    it('has one call ordered for each window that is open, whatever the number of batches', async () => {
      const { mapping, shards, sizes, runUntil, pendingCalls } = mappingOf(eventSource);
      await mapping.start();
      const idle = pendingCalls();
      shards.write(SHARD, 1000);
      await runUntil(mapping.caughtUp());
      expect(sizes).to.have.length(100);
      expect(pendingCalls()).to.be.at.most(idle + 1);
      await mapping.stop();
    });

    it('leaves no call ordered behind when it is stopped', async () => {
      const { mapping, shards, runFor, pendingCalls } = mappingOf(eventSource);
      await mapping.start();
      shards.write(SHARD, 5);
      await runFor(500);
      await mapping.stop();
      // The one that this waits with.
      await runFor(1);
      expect(pendingCalls()).to.equal(0);
    });
  });

  it('reads no further than the payload of one invocation ahead, however many records that is', async () => {
    const never = new Promise(() => undefined);
    const { mapping, shards, events, runFor } = mappingOf({ batchSize: 10_000 }, () => never);
    for (let n = 0; n < 5000; n++) shards.add(SHARD, bigRecord(n));
    await mapping.start();
    await runFor(10_000);
    const read = events.reduce((sum, event) => sum + (event.type === 'polled' ? event.records : 0), 0);
    // 2,000 fit into what is in flight and what waits behind it, and a read gives 1,000.
    expect(read).to.be.within(1000, 3000);
    void mapping.stop();
  });

  it('tells how far everything is settled while one item fails and the others go on', async () => {
    const failing = 'ITEM#0';
    let isBroken = true;
    const { mapping, shards, sizes, events, runFor, runUntil } = mappingOf(
      { batchSize: 10, parallelizationFactor: 2 },
      ({ Records }) => {
        if (isBroken && Records.some(({ dynamodb }) => dynamodb?.Keys?.pk?.S === failing)) throw new Error('broken');
      },
    );
    const records = Array.from({ length: 200 }, (_, n) => insert({ pk: `ITEM#${n === 50 ? 0 : n + 1}` }));
    for (const record of records) shards.add(SHARD, record);
    await mapping.start();
    await runFor(5000);
    const checkpoints = () => events.flatMap((event) => (event.type === 'checkpointed' ? [event.sequenceNumber] : []));
    const before = checkpoints().at(-1) ?? '';
    // The failing record's own batch holds up to nine that come before it.
    expect(before >= numberOf(records[30]) && before <= numberOf(records[49]), before).to.equal(true);
    expect(sizes.length, 'the other lane goes on').to.be.above(10);
    isBroken = false;
    await runUntil(mapping.caughtUp());
    expect(checkpoints().at(-1)).to.equal(numberOf(records[199]));
    expect(checkpoints()).to.deep.equal([...checkpoints()].sort());
    await mapping.stop();
  });
});

describe('an event source mapping of records that are older than a stream can have', () => {
  const HOUR_MS = 60 * 60 * 1000;
  const YEAR_MS = 365 * 24 * HOUR_MS;

  it('delivers them, and retries them for a day from when they were read', async () => {
    const { mapping, shards, sizes, events, runFor } = mappingOf({}, () => {
      throw new Error('always');
    });
    shards.add(SHARD, insert({ pk: 'OLD' }, { createdAt: new Date(ARRIVAL_MS - YEAR_MS) })).close(SHARD);
    shards.enabled = false;
    await mapping.start();
    await runFor(25 * HOUR_MS);
    expect(sizes.length).to.be.above(1000);
    const [given] = events.filter((event) => event.type === 'discarded');
    expect(((given?.at ?? 0) - ARRIVAL_MS) / HOUR_MS).to.be.within(23, 25);
    await mapping.stop();
  });

  it('gives them up unseen where they are older than the maximum age', async () => {
    const { mapping, shards, sizes, runUntil } = mappingOf({ maximumRecordAgeInSeconds: 3600 });
    shards.add(SHARD, insert({ pk: 'OLD' }, { createdAt: new Date(ARRIVAL_MS - YEAR_MS) }));
    shards.add(SHARD, insert({ pk: 'NEW' }, { createdAt: new Date(ARRIVAL_MS) }));
    await mapping.start();
    await runUntil(mapping.caughtUp());
    expect(sizes).to.deep.equal([1]);
    await mapping.stop();
  });
});

/** About 6 KB as JSON: 1,000 of them fill an invocation. */
function bigRecord(n: number): DynamoDBRecord {
  return insert({ pk: `ITEM#${n}`, text: 'x'.repeat(6000) });
}

function numberOf(record: DynamoDBRecord | undefined): string {
  return String(record?.dynamodb?.SequenceNumber);
}

import type { KinesisStreamRecord } from 'aws-lambda';
import { expect } from 'chai';
import { bootstrap, type InsertRecord, OnInsert, stream, Table } from '../../lib/index.js';
import { EventSourceMapping } from '../../lib/local/index.js';
import {
  expire,
  insert,
  kinesisEvent,
  modify,
  pipesEvent,
  type Simulation,
  simulate,
} from '../../lib/testing/index.js';
import { simulatedShards } from '../../lib/testing/simulation/simulated-shards.js';
import { RecordedLog } from '../dispatch/recorded-log.js';

const logger = new RecordedLog();

function kinesisInserts(count: number): KinesisStreamRecord[] {
  return kinesisEvent(...Array.from({ length: count }, (_, n) => insert({ pk: `ITEM#${n}`, n }))).Records;
}

const idOf = ({ eventID }: KinesisStreamRecord) => eventID;
const sizesOf = ({ invocations }: Simulation<KinesisStreamRecord>) =>
  invocations.map(({ event }) => event.Records.length);

/** A handler that fails on the record of this number. */
const failingOn = (poison: number, reportBatchItemFailures = true) =>
  bootstrap(
    stream().onInsert((record) => {
      if (record.newImage.n === poison) throw new Error('poison');
    }),
    { reportBatchItemFailures, logger },
  );

describe('simulate, of records of Kinesis', () => {
  it('delivers each once, as it is, where nothing goes wrong', async () => {
    const records = kinesisInserts(150);
    const handled: unknown[] = [];
    const handler = bootstrap(stream().onInsert((record) => void handled.push(record.newImage.n)));
    const { invocations, deliveries, discarded } = await simulate(handler, { records });
    expect(invocations.flatMap(({ event }) => event.Records)).to.deep.equal(records);
    expect(handled).to.deep.equal(records.map((_, n) => n));
    expect(deliveries).to.deep.equal(Object.fromEntries(records.map((record) => [idOf(record), 1])));
    expect(discarded).to.deep.equal([]);
  });

  it('takes the sequence number of Kinesis for what names a record in a partial response', async () => {
    const records = kinesisInserts(6);
    const simulation = await simulate(failingOn(5), {
      records,
      eventSource: { batchSize: 3, maximumRetryAttempts: 3, functionResponseTypes: ['ReportBatchItemFailures'] },
    });
    expect(sizesOf(simulation)).to.deep.equal([3, 3, 1, 1, 1, 1]);
    expect(records.map((record) => simulation.deliveries[idOf(record)])).to.deep.equal([1, 1, 1, 1, 1, 5]);
    expect(simulation.discarded[0]?.requestContext.approximateInvokeCount).to.equal(4);
  });

  it('writes to the failure destination what Lambda writes of a Kinesis stream', async () => {
    const records = kinesisInserts(3);
    const { discarded } = await simulate(failingOn(1, false), { records, eventSource: { maximumRetryAttempts: 0 } });
    const [record] = discarded;
    expect(record).not.to.have.property('DDBStreamBatchInfo');
    expect(record?.KinesisBatchInfo).to.deep.include({
      startSequenceNumber: records[0]?.kinesis.sequenceNumber,
      endSequenceNumber: records[2]?.kinesis.sequenceNumber,
      batchSize: 3,
      streamArn: records[0]?.eventSourceARN,
    });
    expect(record?.KinesisBatchInfo.approximateArrivalOfFirstRecord).to.match(/^2026-01-01T\d\d:\d\d:\d\dZ$/);
    expect(record?.payload?.Records).to.deep.equal(records);
  });

  it('tells how far everything is settled by the sequence numbers of Kinesis', async () => {
    const records = kinesisInserts(5);
    const { events } = await simulate(async () => undefined, { records, eventSource: { batchSize: 2 } });
    const checkpoints = events.flatMap((event) => (event.type === 'checkpointed' ? [event.sequenceNumber] : []));
    expect(checkpoints).to.deep.equal([1, 3, 4].map((n) => records[n]?.kinesis.sequenceNumber));
  });

  it('keeps the order of an item over lanes, and over splits of its shard', async () => {
    const changes = Array.from({ length: 90 }, (_, n) => modify({ pk: `ITEM#${n % 9}` }, { pk: `ITEM#${n % 9}`, n }));
    const records = kinesisEvent(...changes).Records;
    const { invocations, events } = await simulate(async () => undefined, {
      records,
      eventSource: { batchSize: 4, parallelizationFactor: 3 },
      faults: { shardSplits: 0.5, iteratorExpires: 0.2 },
      seed: 5,
    });
    const delivered = invocations.flatMap(({ event }) => event.Records);
    expect(delivered.map(idOf)).to.have.members(records.map(idOf));
    expect(new Set(events.map(({ shardId }) => shardId)).size).to.be.above(2);
    for (const key of new Set(records.map(({ kinesis }) => kinesis.partitionKey))) {
      const ofItem = (all: readonly KinesisStreamRecord[]) =>
        all.filter(({ kinesis }) => kinesis.partitionKey === key).map(idOf);
      expect(ofItem(delivered)).to.deep.equal(ofItem(records));
    }
  });

  it('discards records that are older than the maximum age', async () => {
    const old = insert({ pk: 'OLD' }, { createdAt: new Date('2025-01-01T00:00:00Z') });
    const { Records: records } = kinesisEvent(old, insert({ pk: 'NEW' }));
    const { discarded, deliveries } = await simulate(async () => undefined, {
      records,
      eventSource: { maximumRecordAgeInSeconds: 3600 },
    });
    expect(Object.keys(deliveries)).to.deep.equal(records.slice(1).map(idOf));
    expect(discarded.map(({ requestContext }) => requestContext.condition)).to.deep.equal(['RecordAgeExceeded']);
  });

  describe('filters', () => {
    const delivered = async (records: KinesisStreamRecord[], filters: object[]) => {
      const { invocations } = await simulate(async () => undefined, { records, eventSource: { filters } });
      return invocations.flatMap(({ event }) => event.Records);
    };

    it('by what is in their data', async () => {
      const records = kinesisInserts(4);
      const filters = [{ data: { eventName: ['INSERT'], dynamodb: { NewImage: { n: { N: ['2'] } } } } }];
      expect(await delivered(records, filters)).to.deep.equal([records[2]]);
    });

    it('by their partition key', async () => {
      const records = kinesisInserts(4);
      expect(await delivered(records, [{ partitionKey: [records[1]?.kinesis.partitionKey] }])).to.deep.equal([
        records[1],
      ]);
    });

    it('so that data which is no JSON matches none about it, and does not get in the way of others', async () => {
      const [good, other] = kinesisInserts(2);
      if (good === undefined || other === undefined) throw new Error('two records are expected');
      const bad = { ...other, kinesis: { ...other.kinesis, data: Buffer.from('no JSON').toString('base64') } };
      expect(await delivered([good, bad], [{ data: { eventName: ['INSERT'] } }])).to.deep.equal([good]);
      expect(await delivered([good, bad], [{ partitionKey: [{ exists: true }] }])).to.deep.equal([good, bad]);
    });

    it('as a deployed mapping would, where derived ones are asked for', async () => {
      @Table('Orders')
      class Orders {
        @OnInsert({ newImage: { status: 'PAID' } }) paid(_record: InsertRecord): void {}
      }
      const handlers = [Orders, stream({ table: 'Sessions' }).onRemove({ by: 'ttl' }, () => undefined)];
      const { Records: records } = kinesisEvent(
        insert({ pk: '1', status: 'PAID' }, { table: 'Orders' }),
        insert({ pk: '2', status: 'NEW' }, { table: 'Orders' }),
        expire({ pk: '3' }, { table: 'Sessions' }),
        insert({ pk: '4' }, { table: 'Sessions' }),
      );
      const { deliveries } = await simulate(bootstrap(handlers), { records, eventSource: { filters: 'derived' } });
      expect(Object.keys(deliveries)).to.deep.equal([records[0], records[2]].map((record) => record?.eventID));
    });
  });

  for (const [what, records] of [
    ['what EventBridge Pipes hands on', pipesEvent(...kinesisInserts(1))],
    ['an event', [kinesisEvent(insert({ pk: '1' }))]],
    ['no object', [undefined]],
  ] as const) {
    it(`refuses ${what}, in place of repeating batches that nothing names`, async () => {
      const options = Object({ records });
      const error = await simulate(async () => undefined, options).catch((reason: unknown) => reason);
      expect(error).to.have.property('name', 'ConfigurationError');
      expect(error)
        .to.have.property('message')
        .that.matches(/^simulate: records\[0\]: found .*kinesisEvent/);
    });
  }
});

describe('an event source mapping of a Kinesis stream in memory', () => {
  it('delivers its records, and retries from the one that a partial response names', async () => {
    const records = kinesisInserts(4);
    const source = simulatedShards('arn:aws:kinesis:us-east-1:123456789012:stream/changes', records, () => false);
    const batches: string[][] = [];
    const discarded: string[] = [];
    let failures = 1;
    const mapping = new EventSourceMapping({
      source,
      eventSource: { functionResponseTypes: ['ReportBatchItemFailures'] },
      clock: { now: () => 0, after: (_ms, call) => clearImmediate.bind(undefined, setImmediate(call)) },
      invoke({ Records }) {
        batches.push(Records.map(({ kinesis }) => kinesis.sequenceNumber));
        return { batchItemFailures: failures-- > 0 ? [{ itemIdentifier: records[2]?.kinesis.sequenceNumber }] : [] };
      },
      onFailure: ({ KinesisBatchInfo: info }) => void discarded.push(info.shardId),
    });
    await mapping.start();
    await mapping.done;
    const numbers = records.map(({ kinesis }) => kinesis.sequenceNumber);
    expect(batches).to.deep.equal([numbers, numbers.slice(2)]);
    expect(discarded).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { idempotent } from '../../lib/idempotency/index.js';
import { bootstrap, type StreamRecord, stream } from '../../lib/index.js';
import { insert, kinesisEvent, pipesEvent, streamEvent } from '../../lib/testing/index.js';
import { MemoryLayer } from './memory-layer.js';

const logger = { debug() {}, info() {}, warn() {}, error() {} };
const arn = (table: string, label = '2026-01-01T00:00:00.000') =>
  `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}/stream/${label}`;

describe('the keys of idempotent', () => {
  let layer: MemoryLayer;
  let ran: (string | undefined)[];
  beforeEach(() => {
    layer = new MemoryLayer();
    ran = [];
  });

  async function deliver(event: object, name = 'audit'): Promise<void> {
    const handle = (record: StreamRecord) => void ran.push(record.streamArn);
    const handlers = stream().onAny(Object.defineProperty(handle, 'name', { value: name }));
    const use = [idempotent(new MemoryLayer(layer.claims), { keyPrefix: 'orders' })];
    const { failures } = await bootstrap(handlers, { use, logger }).dispatch(event);
    expect(failures).to.deep.equal([]);
  }

  const change = (eventSourceARN: string | undefined, eventID = '1') => {
    const { eventSourceARN: _, ...record } = insert({ pk: 'ITEM#1' });
    return { ...record, eventID, ...(eventSourceARN !== undefined && { eventSourceARN }) };
  };

  it('tell the records of two tables from each other whose engine counts event ids per table', async () => {
    await deliver({ Records: [change(arn('Orders')), change(arn('Customers'))] });
    expect(ran).to.deep.equal([arn('Orders'), arn('Customers')]);
  });

  it('tell the records of a new stream of the same table from those of the former one', async () => {
    const streams = [arn('Orders'), arn('Orders', '2026-02-02T00:00:00.000')];
    for (const one of streams) await deliver({ Records: [change(one)] });
    expect(ran).to.deep.equal(streams);
  });

  it('are the same whenever a record is delivered, and however a pipe wraps it', async () => {
    const record = change(arn('Orders'));
    await deliver({ Records: [record] });
    await deliver({ Records: [record, record] });
    await deliver([record]);
    expect(ran).to.have.length(1);
  });

  it('are one for each stream, event and handler', async () => {
    const part = fc.constantFrom('a', 'b', 'a:b', 'a#b', '', '"');
    const delivered = fc.array(fc.record({ table: fc.constantFrom('A', 'B'), label: part, id: part, name: part }), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(delivered, async (records) => {
        layer = new MemoryLayer();
        ran = [];
        for (const { table, label, id, name } of records)
          await deliver({ Records: [change(arn(table, `${label}1`), `${id}1`)] }, `${name}1`);
        const distinct = new Set(records.map((record) => JSON.stringify(Object.values(record))));
        expect(ran).to.have.length(distinct.size);
      }),
      { numRuns: 60 },
    );
  });

  it('tell changes of two tables from each other in one Kinesis stream, and know a duplicate by its change', async () => {
    const orders = insert({ pk: 'ITEM#1' }, { table: 'Orders' });
    const customers = { ...insert({ pk: 'ITEM#1' }, { table: 'Customers' }), eventID: orders.eventID };
    await deliver(kinesisEvent(orders, customers, orders));
    expect(ran).to.have.length(2);
  });

  it('take a registered consumer of a Kinesis stream for a reader of that stream', async () => {
    const { Records } = kinesisEvent(insert({ pk: 'ITEM#1' }, { table: 'Orders' }));
    await deliver({ Records });
    const consumer = Records.map((record) => ({ ...record, eventSourceARN: `${record.eventSourceARN}/consumer/c:1` }));
    await deliver({ Records: consumer });
    expect(ran).to.have.length(1);
  });

  it('do without a stream where the record names none, and with whatever it names', async () => {
    for (const place of [undefined, '', 'source_arn']) {
      for (let delivery = 0; delivery < 2; delivery++) await deliver({ Records: [change(place)] });
    }
    // An empty ARN is none.
    expect(ran).to.deep.equal([undefined, 'source_arn']);
    await deliver({ Records: [{ ...change(undefined), eventSourceARN: 5 }] });
    expect(ran).to.have.length(2);
  });

  it('have one length, whatever is in them', async () => {
    await deliver(streamEvent(insert({ pk: 'ITEM#1' })));
    await deliver({ Records: [change(arn('O'.repeat(2_000)), 'e'.repeat(2_000))] }, 'h'.repeat(2_000));
    const lengths = new Set([...layer.claims.keys()].map((key) => key.length));
    expect([...lengths]).to.have.length(1);
    expect([...lengths][0]).to.be.below(100);
  });

  it('know a record of a pipe by the stream behind it', async () => {
    const record = insert({ pk: 'ITEM#1' }, { table: 'Orders' });
    await deliver(pipesEvent(record));
    await deliver(streamEvent(record));
    expect(ran).to.have.length(1);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type DeliveredRecord, planRun, type ReplayRunPlan, type RunSummary } from '../../../lib/replay/index.js';
import { openElement } from '../../../lib/sources/open.js';
import { keyOfOrder, Shop } from '../shop.js';

const ITEMS = 30;

describe('a run that is taken up from its checkpoint', () => {
  let shop: Shop;
  let table: string;
  let tables = 0;
  let folder: string;
  /** The orders that handlers fail on. */
  let broken: Set<number>;
  /** The records of each delivery. */
  let deliveries: (readonly DeliveredRecord[])[];
  let onDelivery: () => void;

  before(async () => {
    shop = await Shop.open('dynoxide');
  });
  after(() => shop.close());
  beforeEach(async () => {
    table = `Orders-${++tables}`;
    await shop.create(table);
    await shop.fill(table, ITEMS);
    folder = mkdtempSync(join(tmpdir(), 'onstream-resumed-'));
    broken = new Set([3, 14, 15, 29]);
    deliveries = [];
    onDelivery = () => undefined;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const target = {
    async deliver(records: readonly DeliveredRecord[]) {
      deliveries.push(records);
      onDelivery();
      const failures = records
        .filter((record) => broken.has(orderOf(record)))
        .map(({ eventID }) => ({ eventID, reason: 'Orders.confirm: Error: no mail today' }));
      return { handled: records.length - failures.length, failures };
    },
    close: async () => undefined,
  };

  /** Runs, or takes the run up, and gives what it delivered. */
  async function run(
    signal?: AbortSignal,
  ): Promise<RunSummary & { delivered: DeliveredRecord[]; resumed: ReplayRunPlan['resumed'] }> {
    const checkpoint = join(folder, 'run.json');
    const plan = await planRun({ table, endpoint: shop.endpoint, batchSize: 8, segments: 2, checkpoint });
    const before = deliveries.length;
    try {
      const summary = await plan.run(target, { signal });
      return { ...summary, delivered: deliveries.slice(before).flat(), resumed: plan.resumed };
    } finally {
      plan.close();
    }
  }

  function ordersOf(records: readonly DeliveredRecord[]): number[] {
    return records.map(orderOf).sort((a, b) => a - b);
  }

  it('delivers again what failed, and nothing else', async () => {
    expect(await run()).to.include({ selected: ITEMS, handled: 26, failed: 4, again: 4, isComplete: true });
    broken = new Set();
    const { delivered, resumed, ...summary } = await run();
    expect(ordersOf(delivered)).to.deep.equal([3, 14, 15, 29]);
    expect(resumed).to.include({ selected: ITEMS, handled: 26, failed: 4, again: 4, isComplete: false });
    expect(summary).to.include({ selected: ITEMS, handled: ITEMS, failed: 0, again: 0, isComplete: true });
    expect((await run()).resumed).to.include({ handled: ITEMS, failed: 0, again: 0, isComplete: true });
  });

  it('delivers it as the same event, with the item as it is now', async () => {
    const first = (await run()).delivered.find((record) => orderOf(record) === 14);
    await shop.client.putItem({ TableName: table, Item: { ...keyOfOrder(14), status: { S: 'MENDED' } } });
    const again = (await run()).delivered.find((record) => orderOf(record) === 14);
    expect(again?.eventID).to.equal(first?.eventID);
    expect(again && openElement(again).dynamodb?.NewImage?.status).to.deep.equal({ S: 'MENDED' });
  });

  it('tries once each time, and tells what failed again', async () => {
    await run();
    broken = new Set([14]);
    const { delivered, failures, ...summary } = await run();
    expect(ordersOf(delivered)).to.deep.equal([3, 14, 15, 29]);
    expect(summary).to.include({ handled: 29, failed: 1, again: 1 });
    expect(failures.map(({ key }) => key)).to.deep.equal(['{"pk":"CUSTOMER#4","sk":"14"}']);
    expect(ordersOf((await run()).delivered)).to.deep.equal([14]);
  });

  it('counts what was deleted meanwhile as gone', async () => {
    await run();
    await shop.client.deleteItem({ TableName: table, Key: keyOfOrder(15) });
    broken = new Set();
    const { delivered, ...summary } = await run();
    expect(ordersOf(delivered)).to.deep.equal([3, 14, 29]);
    expect(summary).to.include({ selected: ITEMS, handled: 29, gone: 1, failed: 0 });
  });

  it('accounts for every item where it is stopped again', async () => {
    broken = new Set(Array.from({ length: ITEMS }, (_, number) => number));
    await run();
    broken = new Set();
    const over = new AbortController();
    onDelivery = () => over.abort();
    const { delivered, ...summary } = await run(over.signal);
    expect(delivered).to.have.length.within(1, 16);
    expect(summary).to.include({ handled: delivered.length, failed: ITEMS - delivered.length });
    expect(summary.again).to.equal(summary.failed);
    onDelivery = () => undefined;
    const rest = await run();
    expect(ordersOf([...delivered, ...rest.delivered])).to.deep.equal([...Array(ITEMS).keys()]);
    expect(rest).to.include({ selected: ITEMS, handled: ITEMS, failed: 0 });
  });

  it('reads without a target, and leaves to be tried what failed', async () => {
    await run();
    const checkpoint = join(folder, 'run.json');
    const plan = await planRun({ table, endpoint: shop.endpoint, batchSize: 8, segments: 2, checkpoint });
    expect(await plan.run(undefined)).to.include({ handled: 26, failed: 4, again: 4 });
    plan.close();
    expect((await run()).delivered).to.have.length(4);
  });
});

function orderOf(record: DeliveredRecord): number {
  return Number(openElement(record).dynamodb?.Keys?.sk?.N);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigurationError } from '../../../lib/errors.js';
import type { EngineName } from '../../../lib/local/index.js';
import { type TouchOptions, type TouchRunOptions, touch } from '../../../lib/replay/index.js';
import { describeWithEngine } from '../../needs.js';
import { type Fault, FaultyDynamoDB } from '../faulty-dynamodb.js';
import { type Item, keyOfOrder, Shop } from '../shop.js';

const ENGINES: EngineName[] = ['dynoxide', 'dynamodb-local'];

for (const engine of ENGINES) {
  describeWithEngine(engine, `touch with ${engine}`, () => {
    let shop: Shop;
    let table: string;
    let tables = 0;

    before(async () => {
      shop = await Shop.open(engine);
    });
    after(() => shop.close());
    beforeEach(async () => {
      table = `Orders-${++tables}`;
      await shop.create(table);
    });

    function touchOrders(options: Partial<TouchOptions & TouchRunOptions> = {}) {
      return touch({ table, endpoint: shop.endpoint, ...options });
    }

    /** Touches through a network that does this to its updates. */
    async function touchThrough(
      faultOf: (nth: number) => Fault | Promise<Fault>,
      options: Partial<TouchOptions & TouchRunOptions> = {},
    ) {
      const faulty = await new FaultyDynamoDB(shop.endpoint, (operation, nth) => {
        return operation === 'UpdateItem' ? faultOf(nth) : 'none';
      }).start();
      try {
        const summary = await touchOrders({ endpoint: faulty.endpoint, ...options });
        return { ...summary, updates: faulty.calls.filter((operation) => operation === 'UpdateItem').length };
      } finally {
        faulty.stop();
      }
    }

    /** Touches all in one page, and writes after that is read and before the first update. */
    function touchAfter(write: () => Promise<void>) {
      let written: Promise<void> | undefined;
      const faultOf = async (): Promise<Fault> => {
        written ??= write();
        await written;
        return 'none';
      };
      return touchThrough(faultOf, { segments: 1 });
    }

    it('adds 1 to the revision of every item, and fires the stream for each', async () => {
      await shop.fill(table, 60);
      const first = await touchOrders();
      expect(first).to.deep.equal({
        read: 60,
        selected: 60,
        touched: 60,
        gone: 0,
        skipped: 0,
        failed: 0,
        throttled: 0,
        left: 0,
        again: 0,
        isComplete: true,
        failures: [],
      });
      await touchOrders();
      expect(await shop.revisions(table)).to.deep.equal([['2', 60]]);
      const fired = (await shop.records(table)).filter(({ eventName }) => eventName === 'MODIFY');
      expect(new Set(fired.map((record) => record.dynamodb?.Keys?.sk?.N)).size).to.equal(60);
      expect(fired).to.have.length(120);
    });

    it('changes nothing else of an item', async () => {
      await shop.fill(table, 3);
      const before = await shop.items(table);
      await touchOrders();
      for (const [number, item] of await shop.items(table))
        expect(item).to.deep.equal({ ...before.get(number), revision: { N: '1' } });
    });

    it('takes what a pattern chooses', async () => {
      await shop.fill(table, 30);
      expect(await touchOrders({ where: { status: ['NEW'] } })).to.include({ read: 30, selected: 10, touched: 10 });
      expect(await shop.revisions(table)).to.deep.equal([
        ['1', 10],
        ['none', 20],
      ]);
    });

    it('takes what a filter expression chooses', async () => {
      await shop.fill(table, 30);
      const filter = {
        expression: '#status = :new AND sk < :twelve',
        names: { '#status': 'status' },
        values: { ':new': { S: 'NEW' }, ':twelve': { N: '12' } },
      };
      expect(await touchOrders({ filter })).to.include({ read: 30, selected: 4, touched: 4 });
    });

    it('takes what a key chooses, and a condition on the sort key', async () => {
      await shop.fill(table, 60);
      expect(await touchOrders({ key: { pk: 'CUSTOMER#3' } })).to.include({ selected: 6, touched: 6 });
      expect(await touchOrders({ key: { pk: 'CUSTOMER#4', sk: { between: [10, 30] } } })).to.include({ touched: 2 });
      expect(await touchOrders({ key: { pk: 'CUSTOMER#5', sk: 5 } })).to.include({ touched: 1 });
      expect(await touchOrders({ key: { pk: 'CUSTOMER#6', sk: { '>=': 26 } } })).to.include({ touched: 4 });
    });

    it('takes what an index finds, and matches it as the table has it', async () => {
      await shop.fill(table, 60);
      const summary = await touchOrders({ index: 'byDay', key: { day: '2026-01-02' }, where: { status: ['PAID'] } });
      expect(summary).to.include({ read: 12, selected: 8, touched: 8 });
      expect(await touchOrders({ index: 'byDay' })).to.include({ read: 60, touched: 60 });
    });

    it('counts from what is there, and takes a reserved word', async () => {
      await shop.fill(table, 1);
      await shop.client.putItem({ TableName: table, Item: { ...keyOfOrder(0), size: { N: '-1.5' } } });
      await touchOrders({ attribute: 'size' });
      expect(await shop.revisions(table, 'size')).to.deep.equal([['-0.5', 1]]);
    });

    it('does not bring back what is deleted after it was read', async () => {
      await shop.fill(table, 20);
      const summary = await touchAfter(async () => {
        for (const sk of [3, 4, 5]) await shop.client.deleteItem({ TableName: table, Key: keyOfOrder(sk) });
      });
      expect(summary).to.include({ selected: 20, touched: 17, gone: 3, skipped: 0, failed: 0 });
      expect(await shop.revisions(table)).to.deep.equal([['1', 17]]);
    });

    it('loses no write that comes between the read and the touch', async () => {
      await shop.fill(table, 20);
      const summary = await touchAfter(async () => {
        for (const sk of [3, 4, 5])
          await shop.client.putItem({ TableName: table, Item: { ...keyOfOrder(sk), status: { S: 'SHIPPED' } } });
      });
      expect(summary).to.include({ touched: 20, skipped: 0 });
      const items = await shop.items(table);
      for (const sk of [3, 4, 5])
        expect(items.get(sk)).to.deep.equal({ ...keyOfOrder(sk), status: { S: 'SHIPPED' }, revision: { N: '1' } });
    });

    it('skips what somebody else counted up after it was read, since that fired the stream', async () => {
      await shop.fill(table, 20);
      const summary = await touchAfter(async () => {
        for (const sk of [3, 4, 5])
          await shop.client.putItem({ TableName: table, Item: { ...keyOfOrder(sk), revision: { N: '7' } } });
      });
      expect(summary).to.include({ touched: 17, skipped: 3, gone: 0 });
      expect(await shop.revisions(table)).to.deep.equal([
        ['1', 17],
        ['7', 3],
      ]);
    });

    it('touches an item once where the answer to its update is lost', async () => {
      await shop.fill(table, 40);
      const summary = await touchThrough((nth) => (nth % 3 === 0 ? 'lost' : 'none'));
      expect(summary).to.include({ touched: 40, skipped: 0, failed: 0, isComplete: true });
      expect(summary.updates).to.be.above(40);
      expect(await shop.revisions(table)).to.deep.equal([['1', 40]]);
    });

    it('tries again what is throttled, and counts it', async () => {
      await shop.fill(table, 20);
      const summary = await touchThrough((nth) => (nth < 5 ? 'throttled' : 'none'));
      expect(summary).to.include({ touched: 20, throttled: 5, failed: 0, updates: 25 });
      expect(await shop.revisions(table)).to.deep.equal([['1', 20]]);
    });

    it('ends where nothing is answered any more, and accounts for every item', async () => {
      await shop.fill(table, 40);
      const summary = await touchThrough((nth) => (nth < 25 ? 'none' : 'broken'), { segments: 1 });
      expect(summary.error).to.be.instanceOf(ConfigurationError);
      expect(summary).to.include({ touched: 25, left: 15, selected: 40, isComplete: false });
    });

    it('stops with its signal, after what is in flight', async () => {
      await shop.fill(table, 40);
      const over = new AbortController();
      const summary = await touchThrough(
        (nth) => {
          if (nth === 10) over.abort();
          return 'none';
        },
        { signal: over.signal, segments: 1 },
      );
      expect(summary.error).to.equal(undefined);
      expect(summary.touched + summary.left).to.equal(40);
      expect(summary).to.include({ updates: summary.touched, isComplete: false });
    });

    const refused: [string, Partial<TouchOptions>, RegExp][] = [
      ['a table that does not exist', { table: 'Nowhere' }, /^There is no table Nowhere here/],
      [
        'an index that does not exist',
        { index: 'byName' },
        /^--index: found "byName", expected an index .*: it has byDay$/,
      ],
      ['a key of the table as revision', { attribute: 'sk' }, /"sk", which is a key of the table/],
      ['a key of an index as revision', { attribute: 'day' }, /"day", which is a key of the index byDay/],
      ['a revision that holds text', { attribute: 'status' }, /status holds the type S, expected a number/],
      ['a filter that DynamoDB does not take', { filter: { expression: 'status ==' } }, /^ValidationException: /],
    ];
    for (const [what, options, message] of refused) {
      it(`refuses ${what}, before anything is written`, async () => {
        await shop.fill(table, 3);
        const error = await touchOrders(options).catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(ConfigurationError).with.property('message').that.matches(message);
        expect(await shop.revisions(table)).to.deep.equal([['none', 3]]);
      });
    }

    it('refuses the time to live as revision', async () => {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' };
      await shop.client.updateTimeToLive({ TableName: table, TimeToLiveSpecification });
      const error = await touchOrders({ attribute: 'expiresAt' }).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(ConfigurationError).with.property('message').that.includes('time to live');
    });

    it('accounts for items that hold no number', async () => {
      await shop.fill(table, 130);
      // Beyond what is looked at beforehand.
      const last = [...(await shop.items(table)).keys()].slice(-2);
      for (const number of last)
        await shop.client.putItem({ TableName: table, Item: { ...keyOfOrder(number), revision: { S: 'a' } } });
      const summary = await touchOrders({ segments: 1 });
      expect(summary).to.include({ selected: 130, touched: 128, failed: 2, isComplete: true });
      expect(summary.failures.map(({ reason }) => reason)).to.deep.equal(
        Array(2).fill('revision holds the type S, expected a number: name another --attribute, or narrow the items'),
      );
    });

    describe('taken up from its checkpoint', () => {
      let folder: string;
      beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'onstream-touch-'));
      });
      afterEach(() => rmSync(folder, { recursive: true }));

      /** One segment, so that it is known which items come first. */
      function noted() {
        return { segments: 1, checkpoint: join(folder, 'touch.json') };
      }

      it('tries again what failed, and touches nothing a second time', async () => {
        await shop.fill(table, 40);
        const first = await touchThrough((nth) => (nth % 4 === 0 ? 'refused' : 'none'), noted());
        expect(first).to.include({ touched: 30, failed: 10, again: 10, isComplete: true });
        const second = await touchThrough((nth) => (nth < 2 ? 'refused' : 'none'), noted());
        expect(second).to.include({ selected: 40, touched: 38, failed: 2, again: 2, updates: 10 });
        expect(second.failures).to.have.length(2);
        const third = await touchThrough(() => 'none', noted());
        expect(third).to.include({ selected: 40, touched: 40, failed: 0, again: 0, updates: 2 });
        expect(await touchThrough(() => 'none', noted())).to.include({ touched: 40, updates: 0 });
        expect(await shop.revisions(table)).to.deep.equal([['1', 40]]);
      });

      it('recognizes what was touched although it was told to have failed', async () => {
        await shop.fill(table, 1);
        const first = await touchThrough((nth) => (nth === 0 ? 'lost' : 'refused'), noted());
        expect(first).to.include({ touched: 0, failed: 1 });
        expect(await touchOrders(noted())).to.include({ touched: 1, skipped: 0, failed: 0 });
        expect(await shop.revisions(table)).to.deep.equal([['1', 1]]);
      });

      it('accounts for what was deleted or written since it failed', async () => {
        await shop.fill(table, 20);
        await touchThrough((nth) => (nth < 20 ? 'refused' : 'none'), noted());
        for (const sk of [3, 4]) await shop.client.deleteItem({ TableName: table, Key: keyOfOrder(sk) });
        await shop.client.putItem({ TableName: table, Item: { ...keyOfOrder(5), revision: { N: '7' } } });
        expect(await touchOrders(noted())).to.include({ touched: 17, gone: 2, skipped: 1, failed: 0, again: 0 });
      });

      it('tells an item that still holds no number from one that somebody wrote', async () => {
        await shop.fill(table, 130);
        const [still = 0, without = 0, counted = 0] = [...(await shop.items(table)).keys()].slice(-3);
        const put = (sk: number, more: Item) =>
          shop.client.putItem({ TableName: table, Item: { ...keyOfOrder(sk), ...more } });
        for (const sk of [still, without, counted]) await put(sk, { revision: { S: 'a' } });
        expect(await touchOrders(noted())).to.include({ touched: 127, failed: 3, again: 3 });
        await put(without, {});
        await put(counted, { revision: { N: '7' } });
        const summary = await touchOrders(noted());
        expect(summary).to.include({ selected: 130, touched: 128, skipped: 1, failed: 1, again: 1 });
        expect(summary.failures.map(({ reason }) => reason)).to.deep.equal([
          'revision holds the type S, expected a number: name another --attribute, or narrow the items',
        ]);
        expect((await shop.items(table)).get(still)).to.deep.equal({ ...keyOfOrder(still), revision: { S: 'a' } });
      });

      it('writes nothing where it is dry, and leaves to be tried what failed', async () => {
        await shop.fill(table, 20);
        await touchThrough((nth) => (nth < 5 ? 'refused' : 'none'), noted());
        const dry = await touchThrough(() => 'none', { ...noted(), isDryRun: true });
        expect(dry).to.include({ touched: 15, failed: 5, again: 5, updates: 0 });
        expect(await touchOrders(noted())).to.include({ touched: 20, failed: 0 });
      });
    });
  });
}

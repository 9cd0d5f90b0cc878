import { expect } from 'chai';
import fc from 'fast-check';
import {
  bootstrap,
  decoratorsFor,
  MissingImageError,
  OnAny,
  OnChange,
  OnInsert,
  OnModify,
  OnRemove,
  stream,
  Table,
  type WireRecord,
} from '../../lib/index.js';
import { compilePattern } from '../../lib/patterns/compile.js';
import { expire, insert, modify, remove } from '../../lib/testing/index.js';
import { NESTED, patterns, records } from '../event-source/filters/arbitraries.js';
import { causesFor, ranFor } from './observe.js';

const order = { pk: 'A', type: 'ORDER', status: 'PAID' };
const shipped = { ...order, status: 'SHIPPED' };
const customer = { pk: 'B', type: 'CUSTOMER' };
const table = 'Shop';

/** A life of an order and of a customer. */
const LIFE = [
  insert(order, { table }),
  modify(order, shipped, { table }),
  remove(shipped, { table }),
  expire(shipped, { table }),
  insert(customer, { table }),
  modify(customer, { ...customer, n: 1 }, { table }),
  remove(customer, { table }),
];

describe("The filter's `item`", () => {
  it('is about the new image of an INSERT and a MODIFY, and about the old image of a REMOVE', async () => {
    const item = { type: 'ORDER' };
    class Shop {
      @OnInsert({ item }) insert() {}
      @OnModify({ item }) modify() {}
      @OnRemove({ item }) remove() {}
      @OnRemove({ item, by: 'ttl' }) expire() {}
      @OnAny({ item }) any() {}
      @OnChange('status', { item, on: ['INSERT', 'MODIFY', 'REMOVE'] }) change() {}
    }
    expect(await ranFor(Shop, LIFE)).to.deep.equal([
      ['Shop.insert', 'Shop.any', 'Shop.change'],
      ['Shop.modify', 'Shop.any', 'Shop.change'],
      ['Shop.remove', 'Shop.any', 'Shop.change'],
      ['Shop.remove', 'Shop.expire', 'Shop.any', 'Shop.change'],
      [],
      [],
      [],
    ]);
  });

  it('of @Table keeps no event of a kind of item from its methods', async () => {
    @Table(table, { item: { type: 'ORDER' } })
    class Orders {
      @OnAny any() {}
      @OnRemove removed() {}
      @OnChange('status', { on: ['MODIFY', 'REMOVE'] }) changed() {}
    }
    expect(await ranFor(Orders, LIFE)).to.deep.equal([
      ['Orders.any'],
      ['Orders.any', 'Orders.changed'],
      ['Orders.any', 'Orders.removed', 'Orders.changed'],
      ['Orders.any', 'Orders.removed', 'Orders.changed'],
      [],
      [],
      [],
    ]);
  });

  it("of @Table is asked beside a method's own", async () => {
    @Table(table, { item: { type: 'ORDER' } })
    class Orders {
      @OnAny({ item: { status: 'SHIPPED' } }) shipped() {}
      @OnAny({ item: { type: 'CUSTOMER' } }) never() {}
    }
    const ran = await ranFor(Orders, LIFE);
    expect(ran.map((ids) => ids.length)).to.deep.equal([0, 1, 1, 1, 0, 0, 0]);
  });

  it('is taken by streams and typed decorators', async () => {
    const all = stream<typeof order>({ table, filter: { item: { type: 'ORDER' } }, name: 'orders' })
      .onInsert({ item: { status: 'PAID' } }, function inserted() {})
      .onModify({ item: { status: 'SHIPPED' } }, function modified() {})
      .onRemove({ item: { status: 'SHIPPED' }, by: 'user' }, function removed() {})
      .onAny({ item: { status: 'PAID' } }, function any() {})
      .onChange('status', { item: { status: 'SHIPPED' } }, function changed() {});
    expect(await ranFor(all, LIFE)).to.deep.equal([
      ['orders.inserted', 'orders.any'],
      ['orders.modified', 'orders.changed'],
      ['orders.removed'],
      [],
      [],
      [],
      [],
    ]);
    const typed = decoratorsFor<typeof order>();
    @typed.Table(table, { item: { type: 'ORDER' } })
    class Typed {
      @typed.OnRemove({ item: { status: 'SHIPPED' } }) removed() {}
    }
    expect((await ranFor(Typed, LIFE)).map((ids) => ids.length)).to.deep.equal([0, 0, 1, 1, 0, 0, 0]);
  });

  it('is never the reason for a refusal: every record has its item', async () => {
    for (const item of [{ type: 'ORDER' }, { type: { exists: false } }, { $or: [{ a: 1 }, { pk: 'A' }] }]) {
      const handlers = stream({ table })
        .onInsert({ item }, () => 1)
        .onRemove({ item }, () => 1)
        .onChange('status', { item, on: ['INSERT'] }, () => 1)
        .onChange('status', { item, on: ['REMOVE'] }, () => 1);
      await ranFor(handlers, LIFE);
    }
  });

  it('fails a record whose stream leaves out the image, and never takes it for another kind of item', async () => {
    class Orders {
      @OnAny({ item: { type: { exists: false } } }) any() {}
    }
    for (const [record, viewType, needed] of [
      [insert(order, { viewType: 'OLD_IMAGE' }), 'OLD_IMAGE', 'NEW_IMAGE'],
      [modify(order, shipped, { viewType: 'KEYS_ONLY' }), 'KEYS_ONLY', 'NEW_IMAGE'],
      [remove(order, { viewType: 'NEW_IMAGE' }), 'NEW_IMAGE', 'OLD_IMAGE'],
    ] as const) {
      const [cause, ...others] = await causesFor(Orders, record);
      expect(cause).to.be.instanceOf(MissingImageError);
      expect(String(cause)).to.include(viewType).and.include(needed);
      expect(others).to.deep.equal([]);
    }
    // The other image is not asked for.
    expect(await causesFor(Orders, modify(order, shipped, { viewType: 'NEW_IMAGE' }))).to.deep.equal([]);
    expect(await causesFor(Orders, remove(order, { viewType: 'OLD_IMAGE' }))).to.deep.equal([]);
  });

  it('is that pattern on that image, whatever the pattern and the record', async () => {
    await fc.assert(
      fc.asyncProperty(patterns(NESTED), records(NESTED), async (item, record) => {
        const { OldImage, NewImage } = record.dynamodb ?? {};
        const image = record.eventName === 'REMOVE' ? OldImage : NewImage;
        const isMatch = compilePattern(item, 'item')(image ?? {});
        expect(await matches({ item }, record)).to.equal(isMatch);
        expect(await matches({}, record, { item })).to.equal(isMatch);
      }),
      { numRuns: 1000 },
    );
  });
});

async function matches(filter: object, record: WireRecord, filterOfTable?: object): Promise<boolean> {
  const handlers = stream({ table: 'Orders', ...(filterOfTable && { filter: filterOfTable }) }).onAny(filter, () => 1);
  const { results, failures } = await bootstrap(handlers).dispatch({ Records: [record] });
  expect(failures).to.deep.equal([]);
  return results.length > 0;
}

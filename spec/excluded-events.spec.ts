import { expect } from 'chai';
import { OnAny, OnChange, OnInsert, OnModify, OnRemove, stream, Table } from '../lib/index.js';
import { warnedOf } from './warned.js';

const ITEM = 'item is the new image on INSERT and MODIFY, and the old image on REMOVE.';

describe('a class filter that keeps a method from an event', () => {
  it('is warned about with the method, the event and the way out', () => {
    @Table('Shop', { newImage: { type: 'ORDER' } })
    class Orders {
      @OnAny audit() {}
      @OnChange('status', { on: ['MODIFY', 'REMOVE'] }) changed() {}
      @OnInsert added() {}
      @OnModify modified() {}
    }
    const why =
      "@Table's filter has a pattern for newImage, and a record of REMOVE has no new image. " +
      `Use item in place of newImage: ${ITEM}`;
    expect(warnedOf(Orders)).to.deep.equal([
      `onstream: Orders.audit gets no REMOVE: ${why}`,
      `onstream: Orders.changed gets no REMOVE: ${why}`,
    ]);
  });

  it('is warned about where the method never runs', () => {
    @Table('Shop', { newImage: { type: 'ORDER' } })
    class Orders {
      @OnRemove confirm() {}
    }
    expect(warnedOf(Orders)).to.deep.equal([
      "onstream: Orders.confirm never runs: @Table's filter has a pattern for newImage, and a record of REMOVE has no " +
        `new image. Use item in place of newImage: ${ITEM}`,
    ]);
  });

  it('is warned about for old images, of which an INSERT has none', () => {
    @Table('Shop', { oldImage: { type: 'ORDER' }, newImage: { type: 'ORDER' } })
    class Orders {
      @OnAny audit() {}
      @OnInsert added() {}
      @OnInsert @OnRemove both() {}
    }
    const warnings = warnedOf(Orders).map((warning) => warning.replace(/: @Table.*/, ''));
    expect(warnings).to.deep.equal([
      'onstream: Orders.audit gets no INSERT',
      'onstream: Orders.audit gets no REMOVE',
      'onstream: Orders.added never runs',
      'onstream: Orders.both never runs',
    ]);
  });

  it('is warned about where it is that of a stream', () => {
    const orders = stream({ name: 'orders', filter: { newImage: { type: 'ORDER' } } })
      .onAny(function audit() {})
      .onRemove(function removed() {});
    expect(warnedOf(orders).map((warning) => warning.split(' has a pattern')[0])).to.deep.equal([
      "onstream: orders.audit gets no REMOVE: stream()'s filter",
      "onstream: orders.removed never runs: stream()'s filter",
    ]);
  });

  it('is warned about where it is inherited', () => {
    @Table('Shop', { newImage: { type: 'ORDER' } })
    class Base {}
    class Orders extends Base {
      @OnRemove removed() {}
    }
    expect(warnedOf(Orders).join()).to.match(/^onstream: Orders\.removed never runs/);
  });

  it('is not warned about where all events can pass', () => {
    @Table('Shop', { item: { type: 'ORDER' }, keys: { pk: { prefix: 'ORDER#' } }, when: () => true })
    class Items {
      @OnAny any() {}
      @OnRemove removed() {}
    }
    @Table('Shop', {
      newImage: { deletedAt: { exists: false } },
      oldImage: { $or: [{ a: 1 }, { b: { exists: false } }] },
    })
    class Missing {
      @OnAny any() {}
    }
    @Table('Shop', { newImage: { type: 'ORDER' } })
    class New {
      @OnInsert @OnModify added() {}
      @OnChange('status') changed() {}
    }
    expect(warnedOf([Items, Missing, New])).to.deep.equal([]);
  });
});

describe("a decorator's own filter", () => {
  it('is warned about where it keeps out an event that `on` names', () => {
    class Orders {
      @OnChange('status', { on: ['MODIFY', 'REMOVE'], newImage: { type: 'ORDER' } }) a() {}
      @OnChange('status', { on: ['INSERT', 'MODIFY'], oldImage: { type: 'ORDER' } }) b() {}
      @OnChange('status', { on: ['INSERT', 'MODIFY'], from: 'PAID' }) c() {}
      @OnChange('status', { on: ['MODIFY', 'REMOVE'], to: [{ exists: true }] }) d() {}
    }
    expect(warnedOf(Orders)).to.deep.equal([
      'onstream: Orders.a gets no REMOVE, though "on" names it: its filter has a pattern for newImage, and a record of ' +
        `REMOVE has no new image. Use item in place of newImage: ${ITEM} Or leave REMOVE out of "on".`,
      'onstream: Orders.b gets no INSERT, though "on" names it: its filter has a pattern for oldImage, and a record of ' +
        `INSERT has no old image. Use item in place of oldImage: ${ITEM} Or leave INSERT out of "on".`,
      'onstream: Orders.c gets no INSERT, though "on" names it: "from" asks for a value, and INSERT is a change from ' +
        'missing. Add { exists: false } to "from", or leave INSERT out of "on".',
      'onstream: Orders.d gets no REMOVE, though "on" names it: "to" asks for a value, and REMOVE is a change to ' +
        'missing. Add { exists: false } to "to", or leave REMOVE out of "on".',
    ]);
  });

  it('is not warned about where nobody named the event, or it can pass', () => {
    class Orders {
      @OnAny({ newImage: { type: 'ORDER' } }) any() {}
      @OnChange('status', { newImage: { type: 'ORDER' }, oldImage: { type: 'ORDER' } }) changed() {}
      @OnChange('status', { on: ['INSERT', 'MODIFY', 'REMOVE'], item: { type: 'ORDER' } }) all() {}
      @OnChange('status', { on: ['INSERT', 'MODIFY'], from: ['PAID', { exists: false }], to: 'SENT' }) to() {}
    }
    expect(warnedOf(Orders)).to.deep.equal([]);
  });
});

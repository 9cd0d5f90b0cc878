import { expect } from 'chai';
import { type InsertRecord, MissingImageError, OnChange, type RemoveRecord } from '../../lib/index.js';
import { insert, modify, type RecordOptions, remove } from '../../lib/testing/index.js';
import { causesFor, ranFor, valuesFor } from './observe.js';

const base = { pk: 'A' };

/** Whether the class's methods run for the change of an item. */
async function fires(handlers: new () => object, from: object | undefined, to: object | undefined): Promise<boolean> {
  const before = { ...base, ...from };
  const after = { ...base, ...to };
  const record = from && to ? modify(before, after) : to ? insert(after) : remove(before);
  const [ran] = await ranFor(handlers, [record]);
  return ran?.length === 1;
}

describe('@OnChange', () => {
  it('fires where the value at its path differs, and only there', async () => {
    class Orders {
      @OnChange('status') changed() {}
    }
    expect(await fires(Orders, { status: 'PAID' }, { status: 'SHIPPED' })).to.equal(true);
    expect(await fires(Orders, { status: 'PAID', n: 1 }, { status: 'PAID', n: 2 })).to.equal(false);
    expect(await fires(Orders, { status: 'PAID' }, {})).to.equal(true);
    expect(await fires(Orders, {}, { status: 'PAID' })).to.equal(true);
    expect(await fires(Orders, { n: 1 }, { n: 2 })).to.equal(false);
  });

  it('tells a change of type from no change, and equal sets from changed ones', async () => {
    class Orders {
      @OnChange('v') changed() {}
    }
    expect(await fires(Orders, { v: 1 }, { v: '1' })).to.equal(true);
    expect(await fires(Orders, { v: null }, {})).to.equal(true);
    expect(await fires(Orders, { v: new Set(['a', 'b']) }, { v: new Set(['b', 'a']), n: 1 })).to.equal(false);
    expect(await fires(Orders, { v: ['a', 'b'] }, { v: ['b', 'a'] })).to.equal(true);
    expect(await fires(Orders, { v: { a: 1, b: 2 } }, { v: { b: 2, a: 1 }, n: 1 })).to.equal(false);
  });

  const PATHS: readonly [path: string, from: object, to: object, beside: object][] = [
    [
      'address.city',
      { address: { city: 'Delft' } },
      { address: { city: 'Gouda' } },
      { address: { city: 'Delft', n: 1 } },
    ],
    ['lines[1].qty', { lines: [{}, { qty: 1 }] }, { lines: [{}, { qty: 2 }] }, { lines: [{ qty: 9 }, { qty: 1 }] }],
    ['["a.b"].x', { 'a.b': { x: 1 } }, { 'a.b': { x: 2 } }, { a: { b: { x: 3 } }, 'a.b': { x: 1 } }],
    ["['a.b']", { 'a.b': 1 }, { 'a.b': 2 }, { a: { b: 2 }, 'a.b': 1 }],
    ['a["b[0]"].c', { a: { 'b[0]': { c: 1 } } }, { a: { 'b[0]': { c: 2 } } }, { a: { 'b[0]': { c: 1, d: 2 } } }],
    ['matrix[0][1]', { matrix: [[1, 2]] }, { matrix: [[1, 3]] }, { matrix: [[4, 2]] }],
    ['__proto__', JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 2}'), JSON.parse('{"__proto__": 1}')],
    ['constructor', { constructor: 1 }, { constructor: 2 }, { constructor: 1, n: 1 }],
  ];
  for (const [path, from, to, beside] of PATHS) {
    it(`reads ${path} as JavaScript does`, async () => {
      class Orders {
        @OnChange(path) changed() {}
      }
      expect(await fires(Orders, from, to), 'changed').to.equal(true);
      expect(await fires(Orders, to, {}), 'removed').to.equal(true);
      expect(await fires(Orders, { ...from, n: 1 }, { ...from, n: 2 }), 'the same').to.equal(false);
      expect(await fires(Orders, from, { ...beside, n: 1 }), 'something beside it').to.equal(false);
    });
  }

  it('is not fooled by what every object inherits', async () => {
    class Orders {
      @OnChange(['constructor', 'toString', 'hasOwnProperty.name']) changed() {}
    }
    expect(await fires(Orders, { n: 1 }, { n: 2 })).to.equal(false);
  });

  it('asks with `from` for the old value and with `to` for the new one', async () => {
    class Orders {
      @OnChange('status', { from: 'PAID', to: ['SHIPPED', { prefix: 'DELIV' }] }) changed() {}
    }
    expect(await fires(Orders, { status: 'PAID' }, { status: 'SHIPPED' })).to.equal(true);
    expect(await fires(Orders, { status: 'PAID' }, { status: 'DELIVERED' })).to.equal(true);
    expect(await fires(Orders, { status: 'PAID' }, { status: 'CANCELLED' })).to.equal(false);
    expect(await fires(Orders, { status: 'NEW' }, { status: 'SHIPPED' })).to.equal(false);
    expect(await fires(Orders, { status: 'SHIPPED' }, { status: 'PAID' })).to.equal(false);
    expect(await fires(Orders, {}, { status: 'SHIPPED' })).to.equal(false);
  });

  it('needs a change even where `from` and `to` both match the value', async () => {
    class Orders {
      @OnChange('total', { from: { numeric: ['>', 0] }, to: { numeric: ['>', 0] } }) changed() {}
    }
    expect(await fires(Orders, { total: 1, n: 1 }, { total: 1, n: 2 })).to.equal(false);
    expect(await fires(Orders, { total: 1 }, { total: 2 })).to.equal(true);
  });

  it('takes { exists: false } for a value that was, or is, missing', async () => {
    class Added {
      @OnChange('note', { from: { exists: false } }) added() {}
    }
    class Removed {
      @OnChange('note', { to: [{ exists: false }] }) removed() {}
    }
    expect(await fires(Added, {}, { note: 'x' })).to.equal(true);
    expect(await fires(Added, { note: 'x' }, { note: 'y' })).to.equal(false);
    expect(await fires(Added, { note: 'x' }, {})).to.equal(false);
    expect(await fires(Removed, { note: 'x' }, {})).to.equal(true);
    expect(await fires(Removed, { note: null }, {})).to.equal(true);
    expect(await fires(Removed, { note: 'x' }, { note: null })).to.equal(false);
    expect(await fires(Removed, {}, { note: 'x' })).to.equal(false);
  });

  describe('with several paths', () => {
    class Orders {
      @OnChange(['a', 'b.c'], { from: 'x', to: 'y' }) changed() {}
    }

    it('fires where one of them satisfies everything', async () => {
      expect(await fires(Orders, { a: 'x', b: { c: 1 } }, { a: 'y', b: { c: 1 } })).to.equal(true);
      expect(await fires(Orders, { a: 1, b: { c: 'x' } }, { a: 2, b: { c: 'y' } })).to.equal(true);
    });

    it('does not put together what different paths satisfy', async () => {
      expect(await fires(Orders, { a: 'x', b: { c: 'z' } }, { a: 'z', b: { c: 'y' } })).to.equal(false);
      expect(await fires(Orders, { a: 'x', b: { c: 1 } }, { a: 'x', b: { c: 'y' } })).to.equal(false);
    });

    it('runs the method once where several of them changed', async () => {
      expect(await fires(Orders, { a: 'x', b: { c: 'x' } }, { a: 'y', b: { c: 'y' } })).to.equal(true);
    });
  });

  describe('with `on`', () => {
    it('hears only MODIFY by default', async () => {
      class Orders {
        @OnChange('status') changed() {}
      }
      expect(await fires(Orders, undefined, { status: 'PAID' })).to.equal(false);
      expect(await fires(Orders, { status: 'PAID' }, undefined)).to.equal(false);
    });

    it('takes an INSERT for a change from missing', async () => {
      class Orders {
        @OnChange('status', { on: ['INSERT'] }) changed(record: InsertRecord) {
          return record.eventName;
        }
      }
      expect(await fires(Orders, undefined, { status: 'PAID' })).to.equal(true);
      expect(await fires(Orders, undefined, { n: 1 })).to.equal(false);
      expect(await fires(Orders, { status: 'PAID' }, { status: 'SHIPPED' })).to.equal(false);
      expect(await valuesFor(Orders, insert({ ...base, status: 'PAID' }))).to.deep.equal(['INSERT']);
    });

    it('takes a REMOVE for a change to missing', async () => {
      class Orders {
        @OnChange('status', { on: ['REMOVE', 'MODIFY'], from: 'PAID', to: { exists: false } }) changed() {}
      }
      expect(await fires(Orders, { status: 'PAID' }, undefined)).to.equal(true);
      expect(await fires(Orders, { status: 'PAID' }, {})).to.equal(true);
      expect(await fires(Orders, { status: 'SHIPPED' }, undefined)).to.equal(false);
      expect(await fires(Orders, { n: 1 }, undefined)).to.equal(false);
      expect(await fires(Orders, undefined, { status: 'PAID' })).to.equal(false);
    });

    it('holds `from` and `to` against the missing value', async () => {
      class Orders {
        @OnChange('status', { on: ['INSERT', 'MODIFY', 'REMOVE'], from: { exists: false }, to: 'PAID' }) paid() {}
      }
      expect(await fires(Orders, undefined, { status: 'PAID' })).to.equal(true);
      expect(await fires(Orders, undefined, { status: 'NEW' })).to.equal(false);
      expect(await fires(Orders, {}, { status: 'PAID' })).to.equal(true);
      expect(await fires(Orders, { status: 'NEW' }, { status: 'PAID' })).to.equal(false);
      expect(await fires(Orders, { status: 'PAID' }, undefined)).to.equal(false);
    });

    it('gives the record of the removal', async () => {
      class Orders {
        @OnChange('status', { on: ['REMOVE'] }) gone(record: RemoveRecord<{ status: string }>) {
          return record.oldImage.status;
        }
      }
      expect(await valuesFor(Orders, remove({ ...base, status: 'PAID' }))).to.deep.equal(['PAID']);
    });
  });

  describe('on a stream that lacks an image', () => {
    class Orders {
      @OnChange('status', { on: ['INSERT', 'MODIFY', 'REMOVE'] }) changed() {}
    }
    const options = (viewType: RecordOptions['viewType'] & string) => ({ viewType, table: 'Orders' });

    for (const [viewType, missing] of [
      ['KEYS_ONLY', 'IMAGE'],
      ['NEW_IMAGE', 'OLD_IMAGE'],
      ['OLD_IMAGE', 'NEW_IMAGE'],
    ] as const) {
      it(`fails the record rather than not to match: ${viewType}`, async () => {
        const [cause] = await causesFor(Orders, modify(base, { ...base, status: 'PAID' }, options(viewType)));
        expect(cause).to.be.instanceOf(MissingImageError);
        expect(String(cause)).to.include('Orders').and.include(viewType).and.include(missing);
      });
    }

    it('fails for the image that its record would have, and for no other', async () => {
      const paid = { ...base, status: 'PAID' };
      expect(await causesFor(Orders, insert(paid, options('NEW_IMAGE')))).to.deep.equal([]);
      expect(await causesFor(Orders, remove(paid, options('OLD_IMAGE')))).to.deep.equal([]);
      expect(await causesFor(Orders, insert(paid, options('OLD_IMAGE')))).to.have.length(1);
      expect(await causesFor(Orders, remove(paid, options('NEW_IMAGE')))).to.have.length(1);
    });
  });
});

import { expect } from 'chai';
import { bootstrap, type InsertRecord, OnAny, OnChange, OnInsert, OnModify, OnRemove } from '../../lib/index.js';
import { insert, modify, remove } from '../../lib/testing/index.js';
import { ranFor } from './observe.js';

const paid = { pk: 'A', status: 'PAID', city: 'Delft' };
const shipped = { pk: 'A', status: 'SHIPPED', city: 'Delft' };
const moved = { pk: 'A', status: 'PAID', city: 'Gouda' };

describe('Several decorators on one method', () => {
  it('run it where any of them matches', async () => {
    class Orders {
      @OnInsert
      @OnRemove({ oldImage: { status: 'PAID' } })
      @OnChange('status', { to: 'SHIPPED' })
      index() {}
    }
    const records = [insert(paid), modify(paid, shipped), modify(paid, moved), remove(paid), remove(shipped)];
    const ran = await ranFor(Orders, records);
    expect(ran.map((ids) => ids.length)).to.deep.equal([1, 1, 0, 1, 0]);
  });

  it('run it once for a record that several of them match', async () => {
    class Orders {
      @OnAny
      @OnInsert()
      @OnInsert({ newImage: { status: 'PAID' } })
      @OnChange('status')
      @OnModify
      index() {}
    }
    expect(await ranFor(Orders, [insert(paid), modify(paid, shipped)])).to.deep.equal([
      ['Orders.index'],
      ['Orders.index'],
    ]);
  });

  it('keep their filters apart: what one asks for does not narrow the other', async () => {
    class Orders {
      @OnInsert({ newImage: { status: 'PAID' }, when: () => false })
      @OnInsert({ newImage: { city: 'Gouda' }, when: () => true })
      index() {}
    }
    const ran = await ranFor(Orders, [insert(paid), insert(shipped), insert(moved)]);
    expect(ran.map((ids) => ids.length)).to.deep.equal([0, 0, 1]);
  });

  it('are routes of their own in the manifest, from top to bottom', () => {
    class Orders {
      @OnInsert({ newImage: { status: 'PAID' } })
      @OnRemove({ by: 'ttl' })
      @OnModify
      index() {}
      @OnInsert other() {}
    }
    const { routes } = bootstrap(Orders).manifest;
    expect(routes.map(({ id, eventNames: [name] }) => `${id} ${name}`)).to.deep.equal([
      'Orders.index INSERT',
      'Orders.index REMOVE',
      'Orders.index MODIFY',
      'Orders.other INSERT',
    ]);
  });

  it('give each method of the same code its own', async () => {
    const shared = (_record: InsertRecord) => undefined;
    class Orders {
      @OnInsert insert(record: InsertRecord) {
        return shared(record);
      }
      @OnModify modify() {
        return shared;
      }
    }
    expect(await ranFor(Orders, [insert(paid), modify(paid, shipped)])).to.deep.equal([
      ['Orders.insert'],
      ['Orders.modify'],
    ]);
  });
});

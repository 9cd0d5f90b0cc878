import { expect } from 'chai';
import {
  ConfigurationError,
  type InsertRecord,
  type ModifyRecord,
  OnAny,
  OnChange,
  OnInsert,
  OnModify,
  OnRemove,
  type StreamRecord,
} from '../../lib/index.js';
import { expire, insert, modify, remove } from '../../lib/testing/index.js';
import { causesFor, ranFor } from './observe.js';
import { untypedCall } from './untyped.js';

const paid = { pk: 'ORDER#1', status: 'PAID', total: 250, address: { country: 'NL' } };
const cheap = { pk: 'ORDER#2', status: 'PAID', total: 10, address: { country: 'BE' } };
const customer = { pk: 'CUSTOMER#1', status: 'PAID' };

describe('The filter of a decorator', () => {
  it('matches the new image, the old image and the key with patterns', async () => {
    class Orders {
      @OnInsert({ newImage: { total: [{ numeric: ['>', 100] }], address: { country: ['NL'] } } }) newImage() {}
      @OnModify({ oldImage: { status: 'PAID' } }) oldImage() {}
      @OnAny({ keys: { pk: { prefix: 'ORDER#' } } }) keys() {}
    }
    const shipped = { ...paid, status: 'SHIPPED' };
    const records = [insert(paid), insert(cheap), insert(customer), modify(paid, shipped), modify(shipped, paid)];
    expect(await ranFor(Orders, records)).to.deep.equal([
      ['Orders.newImage', 'Orders.keys'],
      ['Orders.keys'],
      [],
      ['Orders.oldImage', 'Orders.keys'],
      ['Orders.keys'],
    ]);
  });

  it('wants all of its keys to match', async () => {
    class Orders {
      @OnModify({
        keys: { pk: { prefix: 'ORDER#' } },
        oldImage: { status: 'PAID' },
        newImage: { status: 'SHIPPED' },
        when: (record: ModifyRecord<typeof paid>) => record.newImage.total > 100,
      })
      shipped() {}
    }
    const ship = (item: object) => modify({ ...item, status: 'PAID' }, { ...item, status: 'SHIPPED' });
    const ran = await ranFor(Orders, [
      ship(paid),
      ship(cheap),
      ship(customer),
      modify(cheap, paid, { keys: ['status'] }),
    ]);
    expect(ran).to.deep.equal([['Orders.shipped'], [], [], []]);
  });

  it('matches one of the patterns of $or', async () => {
    class Orders {
      @OnInsert({ newImage: { $or: [{ total: { numeric: ['<', 100] } }, { pk: { prefix: 'CUSTOMER#' } }] } })
      either() {}
    }
    const ran = await ranFor(Orders, [insert(paid), insert(cheap), insert(customer)]);
    expect(ran.map((ids) => ids.length)).to.deep.equal([0, 1, 1]);
  });

  it("tells with `by` DynamoDB's deletions from anybody else's", async () => {
    class Orders {
      @OnRemove({ by: 'ttl' }) expired() {}
      @OnRemove({ by: 'user' }) deleted() {}
      @OnRemove removed() {}
    }
    expect(await ranFor(Orders, [expire(paid), remove(paid)])).to.deep.equal([
      ['Orders.expired', 'Orders.removed'],
      ['Orders.deleted', 'Orders.removed'],
    ]);
  });

  it('lets a pattern over one image choose the records that have it', async () => {
    class Orders {
      @OnAny({ oldImage: { status: 'PAID' } }) old() {}
      @OnAny({ newImage: { status: { exists: false } } }) gone() {}
    }
    const records = [insert(paid), modify(paid, { ...paid, total: 1 }), remove(paid), insert({ pk: 'A' })];
    expect(await ranFor(Orders, records)).to.deep.equal([
      [],
      ['Orders.old'],
      ['Orders.old', 'Orders.gone'],
      ['Orders.gone'],
    ]);
  });
});

describe('The `when` of a filter', () => {
  it('gets the record, and decides', async () => {
    class Orders {
      @OnInsert({ when: (record: InsertRecord<typeof paid>) => record.newImage.total > 100 }) large() {}
      @OnAny({ when: (record: StreamRecord) => record.eventName !== 'INSERT' }) later() {}
      @OnChange('total', { when: (record: ModifyRecord<typeof paid>) => record.newImage.total > record.oldImage.total })
      dearer() {}
    }
    const dearer = { ...paid, total: 300 };
    const records = [insert(paid), insert(cheap), modify(paid, dearer), modify(dearer, paid)];
    expect(await ranFor(Orders, records)).to.deep.equal([
      ['Orders.large'],
      [],
      ['Orders.later', 'Orders.dearer'],
      ['Orders.later'],
    ]);
  });

  it('is asked last: only about records that everything else lets through', async () => {
    const asked: unknown[] = [];
    const when = (record: StreamRecord) => {
      asked.push(record.keys.pk);
      return true;
    };
    class Orders {
      @OnInsert({ keys: { pk: { prefix: 'ORDER#' } }, newImage: { total: { numeric: ['>', 100] } }, when }) large() {}
    }
    await ranFor(Orders, [insert(paid), insert(cheap), insert(customer), remove(paid)]);
    expect(asked).to.deep.equal(['ORDER#1']);
  });

  it('gets the very record that the handler gets', async () => {
    const seen: unknown[] = [];
    const when = (record: StreamRecord) => seen.push(record) > 0;
    class Orders {
      @OnInsert({ when }) first(record: InsertRecord) {
        seen.push(record);
      }
      @OnInsert({ when }) second(record: InsertRecord) {
        seen.push(record);
      }
    }
    await ranFor(Orders, [insert(paid)]);
    expect(seen).to.have.length(4);
    expect(new Set(seen).size).to.equal(1);
  });

  it('fails its handler, and no other, where it throws', async () => {
    const oops = new Error('oops');
    const ran: string[] = [];
    class Orders {
      @OnInsert before() {
        ran.push('before');
      }
      @OnInsert({
        when: () => {
          throw oops;
        },
      })
      failing() {
        ran.push('failing');
      }
      @OnInsert after() {
        ran.push('after');
      }
    }
    expect(await causesFor(Orders, insert(paid))).to.deep.equal([oops]);
    expect(ran).to.deep.equal(['before', 'after']);
  });

  it('fails its handler where it gives a promise, which is always truthy', async () => {
    class Orders {
      @untypedCall(OnInsert, { when: async () => false }) large() {}
    }
    const [cause] = await causesFor(Orders, insert(paid));
    expect(cause).to.be.instanceOf(ConfigurationError);
    expect(String(cause)).to.match(/Orders\.large\.when.*promise.*true or false/);
  });

  it('may answer with any truthy or falsy value, as conditions in JavaScript do', async () => {
    class Orders {
      @untypedCall(OnInsert, { when: () => 'yes' }) truthy() {}
      @untypedCall(OnInsert, { when: () => undefined }) falsy() {}
    }
    expect(await ranFor(Orders, [insert(paid)])).to.deep.equal([['Orders.truthy']]);
  });
});

import { expect } from 'chai';
import {
  bootstrap,
  decoratorsFor,
  type HandlerContext,
  type InsertRecord,
  OnAny,
  OnChange,
  OnInsert,
  OnModify,
  OnRemove,
} from '../../lib/index.js';
import { expire, insert, lambdaContext, modify, remove, streamEvent } from '../../lib/testing/index.js';
import { ranFor } from './observe.js';

interface Order {
  pk: string;
  status: string;
}

const paid = { pk: 'A', status: 'PAID' };
const shipped = { pk: 'A', status: 'SHIPPED' };
const other = { pk: 'B', status: 'PAID' };
const RECORDS = [insert(paid), modify(paid, shipped), remove(shipped), expire(shipped)];
const OTHERS = [insert(other), modify(other, { ...other, more: 1 }), remove(other), expire(other)];
const EACH = [
  ['insert', 'any'],
  ['modify', 'any', 'change'],
  ['remove', 'any'],
  ['remove', 'any'],
];

const methods = (ids: readonly string[][]) => ids.map((ofRecord) => ofRecord.map((id) => id.replace(/^\w+\./, '')));

describe('The decorators', () => {
  it('hear their own kind of record when they stand bare', async () => {
    class Bare {
      @OnInsert insert() {}
      @OnModify modify() {}
      @OnRemove remove() {}
      @OnAny any() {}
      @OnChange('status') change() {}
    }
    expect(methods(await ranFor(Bare, RECORDS))).to.deep.equal(EACH);
  });

  it('hear the same when they are called', async () => {
    class Called {
      @OnInsert() insert() {}
      @OnModify() modify() {}
      @OnRemove() remove() {}
      @OnAny() any() {}
      @OnChange('status') change() {}
    }
    expect(methods(await ranFor(Called, RECORDS))).to.deep.equal(EACH);
  });

  it('hear the same when they are called with undefined or with an empty filter', async () => {
    class Empty {
      @OnInsert(undefined) insert() {}
      @OnModify({}) modify() {}
      @OnRemove(undefined) remove() {}
      @OnAny({}) any() {}
      @OnChange('status', {}) change() {}
    }
    expect(methods(await ranFor(Empty, RECORDS))).to.deep.equal(EACH);
  });

  it('hear only what their filter lets through', async () => {
    const keys = { pk: ['A'] };
    class Filtered {
      @OnInsert({ keys }) insert() {}
      @OnModify({ keys }) modify() {}
      @OnRemove({ keys }) remove() {}
      @OnAny({ keys }) any() {}
      @OnChange('status', { keys }) change() {}
    }
    expect(methods(await ranFor(Filtered, RECORDS))).to.deep.equal(EACH);
    expect(await ranFor(Filtered, OTHERS)).to.deep.equal([[], [], [], []]);
  });

  it('are the same where decoratorsFor gives them', async () => {
    const typed = decoratorsFor<Order>();
    class Typed {
      @typed.OnInsert insert() {}
      @typed.OnModify() modify() {}
      @typed.OnRemove({ oldImage: { status: 'SHIPPED' } }) remove() {}
      @typed.OnAny any() {}
      @typed.OnChange('status', { from: 'PAID' }) change() {}
    }
    expect(methods(await ranFor(Typed, RECORDS))).to.deep.equal(EACH);
  });

  it('leave the method as it was, to be called by anybody', () => {
    class Orders {
      @OnInsert confirm(): string {
        return 'confirmed';
      }
    }
    expect(new Orders().confirm()).to.equal('confirmed');
    expect(Object.keys(new Orders())).to.deep.equal([]);
    expect(Reflect.ownKeys(Orders.prototype)).to.deep.equal(['constructor', 'confirm']);
  });

  it('may be kept under another name, and stand on any number of methods', async () => {
    const onPaid = OnInsert({ newImage: { status: ['PAID'] } });
    class Orders {
      @onPaid first() {}
      @onPaid second() {}
    }
    expect(await ranFor(Orders, [insert(paid), insert(shipped)])).to.deep.equal([
      ['Orders.first', 'Orders.second'],
      [],
    ]);
  });

  it('give the method its instance, its record and its context', async () => {
    const lambda = lambdaContext();
    class Orders {
      readonly greeting = 'Thank you';
      @OnInsert confirm(record: InsertRecord<Order>, context: HandlerContext): unknown {
        return [this.greeting, record.newImage, context.handler, context.lambda === lambda, context.signal.aborted];
      }
    }
    const { results } = await bootstrap(Orders).dispatch(streamEvent(insert(paid)), lambda);
    const info = { class: 'Orders', method: 'confirm', id: 'Orders.confirm' };
    expect(results.map(({ value }) => value)).to.deep.equal([['Thank you', paid, info, true, false]]);
  });

  it('stand on methods named by symbols and by odd text', async () => {
    const confirm = Symbol('confirm');
    class Orders {
      @OnInsert [confirm]() {}
      @OnInsert 'with spaces and.dots'() {}
      @OnInsert 42() {}
      @OnInsert __proto__() {}
    }
    const [ran] = await ranFor(Orders, [insert(paid)]);
    expect(ran).to.have.members([
      'Orders.Symbol(confirm)',
      'Orders.with spaces and.dots',
      'Orders.42',
      'Orders.__proto__',
    ]);
  });

  it('stand on async methods and on methods that are private or protected to the compiler only', async () => {
    class Orders {
      @OnInsert async first() {
        await Promise.resolve();
        return this.done;
      }
      @OnInsert protected second() {}
      @OnInsert private third() {}
      readonly done = () => [this.second, this.third];
    }
    expect(await ranFor(Orders, [insert(paid)])).to.deep.equal([['Orders.first', 'Orders.second', 'Orders.third']]);
  });

  it('run the handlers of a class in the order in which they are written', async () => {
    class Orders {
      @OnAny zulu() {}
      @OnInsert alpha() {}
      @OnAny mike() {}
    }
    expect(await ranFor(Orders, [insert(paid)])).to.deep.equal([['Orders.zulu', 'Orders.alpha', 'Orders.mike']]);
  });
});

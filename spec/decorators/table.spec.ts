import { expect } from 'chai';
import {
  bootstrap,
  decoratorsFor,
  OnAny,
  OnInsert,
  OnModify,
  OnRemove,
  type StreamRecord,
  Table,
} from '../../lib/index.js';
import { insert, kinesisEvent, modify, remove } from '../../lib/testing/index.js';
import { ranFor, SILENT } from './observe.js';

const order = { pk: 'A', type: 'ORDER' };
const inTable = (table: string, item: object = order) => insert(item, { table });

/** Which of the tables the class hears. */
async function heard(handlers: new () => object, tables: readonly string[]): Promise<string[]> {
  const ran = await ranFor(
    handlers,
    tables.map((table) => inTable(table)),
  );
  return tables.filter((_, index) => ran[index]?.length === 1);
}

const TABLES = ['Orders', 'Orders-dev', 'orders', 'Old-Orders', 'Users'];

describe('@Table', () => {
  it('binds a class to the table of that name', async () => {
    @Table('Orders')
    class Handlers {
      @OnInsert handle() {}
    }
    expect(await heard(Handlers, TABLES)).to.deep.equal(['Orders']);
  });

  it('takes a regular expression for several tables', async () => {
    @Table(/^orders/i)
    class Handlers {
      @OnInsert handle() {}
    }
    expect(await heard(Handlers, TABLES)).to.deep.equal(['Orders', 'Orders-dev', 'orders']);
  });

  it('takes an expression with the g or the y flag, whatever its lastIndex', async () => {
    const pattern = /Orders/g;
    pattern.lastIndex = 3;
    @Table(pattern)
    class Global {
      @OnInsert handle() {}
    }
    @Table(/Orders/y)
    class Sticky {
      @OnInsert handle() {}
    }
    const twice = [...TABLES, ...TABLES];
    expect(await heard(Global, twice)).to.deep.equal(twice.filter((table) => table.includes('Orders')));
    expect(await heard(Sticky, twice)).to.deep.equal(twice.filter((table) => table.startsWith('Orders')));
    expect(pattern.lastIndex).to.equal(3);
  });

  it('takes a function, which bootstrap calls once', async () => {
    let calls = 0;
    const name = () => {
      calls++;
      return `Orders-${process.version ? 'dev' : ''}`;
    };
    @Table(name)
    class Handlers {
      @OnInsert handle() {}
      @OnModify again() {}
    }
    expect(calls).to.equal(0);
    const handler = bootstrap(Handlers);
    expect(calls).to.equal(1);
    expect(handler.manifest.routes.map(({ table }) => table)).to.deep.equal(['Orders-dev', 'Orders-dev']);
    expect(await heard(Handlers, TABLES)).to.deep.equal(['Orders-dev']);
    expect(calls).to.equal(2);
  });

  it('narrows every method with its filter, beside their own', async () => {
    @Table('Orders', { newImage: { type: 'ORDER' }, when: (record: StreamRecord) => record.keys.pk !== 'B' })
    class Handlers {
      @OnInsert any() {}
      @OnInsert({ newImage: { vip: true } }) vip() {}
      @OnInsert({ when: () => false }) never() {}
    }
    const records = [
      inTable('Orders'),
      inTable('Orders', { pk: 'A', type: 'ORDER', vip: true }),
      inTable('Orders', { pk: 'A', type: 'CUSTOMER', vip: true }),
      inTable('Orders', { pk: 'B', type: 'ORDER', vip: true }),
    ];
    expect(await ranFor(Handlers, records)).to.deep.equal([['Handlers.any'], ['Handlers.any', 'Handlers.vip'], [], []]);
  });

  it('splits the records of one event between the classes of different tables', async () => {
    @Table('Orders')
    class Orders {
      @OnAny handle() {}
    }
    @Table('Users')
    class Users {
      @OnAny handle() {}
    }
    class Audit {
      @OnAny handle() {}
    }
    const records = [inTable('Users'), inTable('Orders'), inTable('Users'), inTable('Others')];
    expect(await ranFor([Orders, Users, Audit], records)).to.deep.equal([
      ['Users.handle', 'Audit.handle'],
      ['Orders.handle', 'Audit.handle'],
      ['Users.handle', 'Audit.handle'],
      ['Audit.handle'],
    ]);
  });

  it('reads the table of Kinesis payloads too', async () => {
    @Table('Orders')
    class Handlers {
      @OnInsert handle() {}
    }
    const outcome = await bootstrap(Handlers).dispatch(kinesisEvent(inTable('Orders'), inTable('Users')));
    expect(outcome).to.include({ handled: 1, skipped: 1 });
  });

  it('does not hear records whose table is not known, while a class without it does', async () => {
    const record = { ...inTable('Orders'), eventSourceARN: 'source_arn' };
    @Table('Orders')
    class Named {
      @OnInsert handle() {}
    }
    @Table(/^undefined$|^$/)
    class Matched {
      @OnInsert handle(record: StreamRecord) {
        return record.table;
      }
    }
    class Unnamed {
      @OnInsert handle() {}
    }
    expect(await ranFor(Named, [record])).to.deep.equal([[]]);
    expect(await ranFor(Unnamed, [record])).to.deep.equal([['Unnamed.handle']]);
    expect(await ranFor([Matched, Unnamed], [inTable('undefined')])).to.deep.equal([
      ['Matched.handle', 'Unnamed.handle'],
    ]);
  });

  it('is inherited by subclasses, with its filter, until one has its own', async () => {
    @Table('Orders', { newImage: { type: 'ORDER' } })
    class Base {
      @OnInsert handle() {}
    }
    class Inheriting extends Base {
      @OnInsert another() {}
    }
    @Table('Users')
    class Own extends Base {}
    const records = [inTable('Orders'), inTable('Users', { pk: 'A' }), inTable('Orders', { pk: 'A' })];
    expect(await ranFor(Inheriting, records)).to.deep.equal([['Inheriting.handle', 'Inheriting.another'], [], []]);
    expect(await ranFor(Own, records)).to.deep.equal([[], ['Own.handle'], []]);
    expect(await ranFor(Base, records)).to.deep.equal([['Base.handle'], [], []]);
  });

  it('may be kept under another name, for several classes', async () => {
    const OrdersTable = Table('Orders');
    @OrdersTable
    class First {
      @OnInsert handle() {}
    }
    @OrdersTable
    class Second {
      @OnInsert handle() {}
    }
    expect(await ranFor([First, Second], [inTable('Orders'), inTable('Users')])).to.deep.equal([
      ['First.handle', 'Second.handle'],
      [],
    ]);
  });

  it('is the same where decoratorsFor gives it', async () => {
    const typed = decoratorsFor<{ pk: string; type: 'ORDER' | 'USER' }>();
    @typed.Table('Orders', { newImage: { type: 'ORDER' } })
    class Handlers {
      @typed.OnInsert handle() {}
    }
    const [anOrder, aUser] = [
      { pk: 'A', type: 'ORDER' },
      { pk: 'B', type: 'USER' },
    ];
    const records = [
      insert(anOrder, { table: 'Orders' }),
      insert(aUser, { table: 'Orders' }),
      insert(anOrder, { table: 'Users' }),
    ];
    expect(await ranFor(Handlers, records)).to.deep.equal([['Handlers.handle'], [], []]);
  });

  it('leaves the class as it was', () => {
    const typed = decoratorsFor<typeof order>();
    @Table('Orders')
    class Handlers {
      constructor(readonly dependency: string) {}
      @typed.OnInsert handle() {}
    }
    expect(new Handlers('x')).to.be.instanceOf(Handlers).and.have.property('dependency', 'x');
    expect(Handlers.name).to.equal('Handlers');
    expect(Handlers.length).to.equal(1);
  });

  it('warns where its filter keeps a method from ever running', () => {
    const warnings: string[] = [];
    @Table('Orders', { newImage: { type: 'ORDER' } })
    class Handlers {
      @OnInsert confirm() {}
      @OnRemove archive() {}
    }
    bootstrap(Handlers, { logger: { ...SILENT, warn: (message) => warnings.push(message) } });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('Handlers.archive never runs').and.include('@Table').and.include('item');
  });

  it('keeps the items of different tables apart, though their keys are equal', async () => {
    const running = new Set<string>();
    let together = 0;
    class Handlers {
      @OnAny async handle(record: StreamRecord) {
        running.add(record.eventID);
        await new Promise((resolve) => setImmediate(resolve));
        together = Math.max(together, running.size);
        running.delete(record.eventID);
      }
    }
    await ranFor(Handlers, [inTable('Orders'), inTable('Users')], { concurrency: 2 });
    expect(together).to.equal(2);
    together = 0;
    const moved = { ...order, n: 1 };
    await ranFor(
      Handlers,
      [inTable('Orders'), modify(order, moved, { table: 'Orders' }), remove(moved, { table: 'Orders' })],
      {
        concurrency: 2,
      },
    );
    expect(together).to.equal(1);
  });
});

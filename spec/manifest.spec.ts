import { expect } from 'chai';
import { bootstrap, OnAny, OnChange, OnInsert, OnModify, OnRemove, stream, Table } from '../lib/index.js';

const when = () => true;

/** The routes, which JSON holds without loss. */
function routesOf(handlers: Parameters<typeof bootstrap>[0]) {
  const { manifest } = bootstrap(handlers);
  expect(JSON.parse(JSON.stringify(manifest))).to.deep.equal(manifest);
  return manifest.routes;
}

describe("The manifest's routes", () => {
  it('tell what each decorator says', () => {
    @Table('Orders')
    class Orders {
      @OnInsert confirm() {}
      @OnModify({ newImage: { status: ['PAID'] }, keys: { pk: { prefix: 'ORDER#' } } }) pay() {}
      @OnRemove({ by: 'ttl' }) expired() {}
      @OnChange('status', { from: 'PAID', to: ['SHIPPED', { exists: false }] }) shipped() {}
      @OnChange(['a', 'b[0]["c.d"]'], { on: ['REMOVE', 'INSERT'] }) both() {}
    }
    const table = 'Orders';
    expect(routesOf(Orders)).to.deep.equal([
      { id: 'Orders.confirm', table, eventNames: ['INSERT'] },
      {
        id: 'Orders.pay',
        table,
        eventNames: ['MODIFY'],
        patterns: { newImage: { status: ['PAID'] }, keys: { pk: { prefix: 'ORDER#' } } },
      },
      { id: 'Orders.expired', table, eventNames: ['REMOVE'], patterns: { by: 'ttl' } },
      {
        id: 'Orders.shipped',
        table,
        eventNames: ['MODIFY'],
        paths: ['status'],
        patterns: { from: 'PAID', to: ['SHIPPED', { exists: false }] },
      },
      { id: 'Orders.both', table, eventNames: ['INSERT', 'REMOVE'], paths: ['a', 'b[0]["c.d"]'], patterns: {} },
    ]);
  });

  it('name no table where all are heard, and an expression between slashes', () => {
    class All {
      @OnAny handle() {}
    }
    @Table(/^Orders-\d+$/gi)
    class Matched {
      @OnAny handle() {}
    }
    @Table(() => 'Users')
    class Told {
      @OnAny handle() {}
    }
    const eventNames = ['INSERT', 'MODIFY', 'REMOVE'];
    expect(routesOf([All, Matched, Told])).to.deep.equal([
      { id: 'All.handle', eventNames },
      { id: 'Matched.handle', table: '/^Orders-\\d+$/gi', eventNames },
      { id: 'Told.handle', table: 'Users', eventNames },
    ]);
  });

  it('say that a route is opaque where a `when` takes part, and nothing else of it', () => {
    class Orders {
      @OnInsert({ when, newImage: { a: 1 } }) own() {}
      @OnInsert({ newImage: { a: 1 } }) none() {}
    }
    @Table('Users', { when })
    class Users {
      @OnInsert of() {}
    }
    expect(routesOf([Orders, Users])).to.deep.equal([
      { id: 'Orders.own', eventNames: ['INSERT'], patterns: { newImage: { a: 1 } }, opaque: true },
      { id: 'Orders.none', eventNames: ['INSERT'], patterns: { newImage: { a: 1 } } },
      { id: 'Users.of', table: 'Users', eventNames: ['INSERT'], tablePatterns: {}, opaque: true },
    ]);
  });

  it("keep the table's patterns beside the method's", () => {
    @Table('Orders', { newImage: { type: 'ORDER' }, keys: { pk: { prefix: 'ORDER#' } } })
    class Orders {
      @OnInsert({ newImage: { status: 'PAID' } }) paid() {}
      @OnInsert any() {}
    }
    const tablePatterns = { newImage: { type: 'ORDER' }, keys: { pk: { prefix: 'ORDER#' } } };
    const common = { table: 'Orders', eventNames: ['INSERT'], tablePatterns };
    expect(routesOf(Orders)).to.deep.equal([
      { id: 'Orders.paid', ...common, patterns: { newImage: { status: 'PAID' } } },
      { id: 'Orders.any', ...common },
    ]);
  });

  it('write bigints as text with an n, wherever they stand', () => {
    const big = 12345678901234567890n;
    class Orders {
      @OnChange('total', { from: big, to: [1n, { numeric: ['>', big] }], newImage: { deep: { list: [big, -1n] } } })
      changed() {}
    }
    expect(routesOf(Orders).map(({ patterns }) => patterns)).to.deep.equal([
      {
        from: '12345678901234567890n',
        to: ['1n', { numeric: ['>', '12345678901234567890n'] }],
        newImage: { deep: { list: ['12345678901234567890n', '-1n'] } },
      },
    ]);
  });

  it('tell of streams, of inherited methods and of overrides alike', () => {
    class Base {
      @OnInsert kept() {}
      @OnInsert replaced() {}
    }
    @Table('Orders')
    class Derived extends Base {
      override kept() {}
      @OnRemove override replaced() {}
    }
    const users = stream({ name: 'users', table: /Users/, filter: { newImage: { a: 1 } } }).onInsert(
      { when },
      function welcome() {},
    );
    expect(routesOf([Derived, users])).to.deep.equal([
      { id: 'Derived.kept', table: 'Orders', eventNames: ['INSERT'] },
      { id: 'Derived.replaced', table: 'Orders', eventNames: ['REMOVE'] },
      {
        id: 'users.welcome',
        table: '/Users/',
        eventNames: ['INSERT'],
        patterns: {},
        tablePatterns: { newImage: { a: 1 } },
        opaque: true,
      },
    ]);
  });

  it('are a copy: what changes the filter or the manifest later changes nothing', () => {
    const filter = { newImage: { status: ['PAID'] } };
    class Orders {
      @OnInsert(filter) confirm() {}
    }
    const before = routesOf(Orders);
    filter.newImage.status.push('SHIPPED');
    expect(before).to.deep.equal([
      { id: 'Orders.confirm', eventNames: ['INSERT'], patterns: { newImage: { status: ['PAID'] } } },
    ]);
    expect(routesOf(Orders)[0]?.patterns).to.deep.equal({ newImage: { status: ['PAID', 'SHIPPED'] } });
  });

  it('leave out keys that are undefined', () => {
    class Orders {
      @OnChange('status', Object.fromEntries(['newImage', 'from', 'on', 'when'].map((key) => [key, undefined])))
      confirm() {}
    }
    expect(routesOf(Orders)).to.deep.equal([
      { id: 'Orders.confirm', eventNames: ['MODIFY'], paths: ['status'], patterns: {} },
    ]);
  });

  it('are known without an event, without an instance by `resolve`, and without the network', () => {
    let made = 0;
    class Orders {
      constructor() {
        made++;
      }
      @OnInsert confirm() {}
    }
    const { manifest } = bootstrap(Orders, { resolve: () => new Orders() });
    expect(manifest.routes.map(({ id }) => id)).to.deep.equal(['Orders.confirm']);
    expect(made).to.equal(0);
  });
});

describe("The manifest's eventSource", () => {
  const handlers = stream().onInsert(() => {});

  it('is what bootstrap was told, with the response types that follow from what the code reports', () => {
    const eventSource = { batchSize: 10, filters: 'none' } as const;
    const { manifest } = bootstrap(handlers, { eventSource, reportBatchItemFailures: true });
    expect(manifest.eventSource).to.deep.equal({ ...eventSource, functionResponseTypes: ['ReportBatchItemFailures'] });
  });

  it('asks for no response type where the code reports nothing', () => {
    expect(bootstrap(handlers).manifest.eventSource).to.deep.equal({ functionResponseTypes: [] });
  });
});

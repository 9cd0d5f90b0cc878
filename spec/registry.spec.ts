import { expect } from 'chai';
import fc from 'fast-check';
import { bootstrap, type HandlerClass, type InsertRecord, OnAny, OnInsert, OnModify, stream } from '../lib/index.js';
import { insert, modify, streamEvent } from '../lib/testing/index.js';
import { causesFor, ranFor, refusal, SILENT, valuesFor } from './decorators/observe.js';

const item = { pk: 'A' };

class Mail {
  constructor(readonly sender: string) {}
}

/** A class that cannot be made without its dependency. */
class Orders {
  static made = 0;
  constructor(readonly mail: Mail) {
    Orders.made++;
  }

  @OnInsert confirm(): string {
    return this.mail.sender;
  }

  @OnModify change(): string {
    return this.mail.sender;
  }
}

function named(name: string, make: () => new () => object = plain): new () => object {
  return Object.defineProperty(make(), 'name', { value: name });
}

function plain() {
  class Plain {
    @OnInsert handle() {}
  }
  return Plain;
}

describe('bootstrap', () => {
  it('takes a class, which it makes an instance of, once and at once', async () => {
    let made = 0;
    class Handlers {
      readonly number = ++made;
      @OnInsert handle(): number {
        return this.number;
      }
    }
    const handler = bootstrap(Handlers);
    expect(made).to.equal(1);
    const outcome = await handler.dispatch(streamEvent(insert(item), insert(item)));
    await handler(streamEvent(insert(item)));
    expect(outcome.results.map(({ value }) => value)).to.deep.equal([1, 1]);
    expect(made).to.equal(1);
  });

  it('takes an instance, and the routes of its class', async () => {
    const orders = new Orders(new Mail('shop'));
    expect(await ranFor(orders, [insert(item)])).to.deep.equal([['Orders.confirm']]);
    expect(await valuesFor(orders, insert(item))).to.deep.equal(['shop']);
  });

  it('keeps two instances of one class apart', async () => {
    const [first, second] = [new Orders(new Mail('first')), new Orders(new Mail('second'))];
    expect(await ranFor([first, second], [insert(item)])).to.deep.equal([['Orders.confirm', 'Orders#2.confirm']]);
    expect(await valuesFor([first, second], insert(item))).to.deep.equal(['first', 'second']);
  });

  it('runs what an instance puts in place of its method, as a test double does', async () => {
    const orders = new Orders(new Mail('shop'));
    Object.assign(orders, { confirm: () => 'double' });
    expect(await valuesFor(orders, insert(item))).to.deep.equal(['double']);
    const later = new Orders(new Mail('shop'));
    const handler = bootstrap(later);
    Object.assign(later, { confirm: () => 'later' });
    const { results } = await handler.dispatch(streamEvent(insert(item)));
    expect(results.map(({ value }) => value)).to.deep.equal(['later']);
  });

  it('takes an array of classes, instances and streams, and runs them in its order', async () => {
    class First {
      @OnAny handle() {}
    }
    const second = stream({ name: 'second' }).onAny(function handle() {});
    const third = new Orders(new Mail('third'));
    expect(await ranFor([third, second, First], [insert(item)])).to.deep.equal([
      ['Orders.confirm', 'second.handle', 'First.handle'],
    ]);
    expect(await ranFor([First, third, second], [insert(item)])).to.deep.equal([
      ['First.handle', 'Orders.confirm', 'second.handle'],
    ]);
  });

  it('takes one stream', async () => {
    expect(
      await ranFor(
        stream().onAny(function handle() {}),
        [insert(item)],
      ),
    ).to.deep.equal([['stream.handle']]);
  });

  it('lets the error of a constructor through', () => {
    const oops = new Error('no database');
    class Handlers {
      constructor() {
        throw oops;
      }
      @OnInsert handle() {}
    }
    expect(() => bootstrap(Handlers)).to.throw(oops.message);
  });

  it('refuses what holds no handlers', () => {
    const wrong = [undefined, null, 'Orders', 42, true, Symbol('Orders'), () => undefined, async () => undefined];
    for (const handlers of wrong) {
      for (const given of [handlers, [handlers], [plain(), handlers]]) {
        const message = refusal(() => Reflect.apply(bootstrap, undefined, [given]));
        expect(message).to.match(/^bootstrap: .*expected classes, instances or streams/);
      }
    }
    expect(refusal(() => bootstrap([]))).to.match(/^bootstrap: found an array of 0, expected classes/);
    expect(refusal(() => bootstrap([[plain()]]))).to.match(/^bootstrap: found an array of 1/);
  });

  it('refuses an object of no class', () => {
    refusal(() => bootstrap({}));
    refusal(() => bootstrap({ handle: () => undefined }));
    // What `import * as handlers` gives.
    refusal(() => bootstrap(Object.assign(Object.create(null), { Orders })));
    refusal(() => bootstrap(function handle() {}));
  });
});

describe('The ids of handlers', () => {
  it('tell two classes of one name apart', async () => {
    const [first, second, other] = [named('Orders'), named('Orders'), named('Users')];
    const handlers = [first, second, other, Orders];
    const resolve = (handlerClass: HandlerClass) =>
      handlerClass === Orders ? new Orders(new Mail('')) : Reflect.construct(handlerClass, []);
    expect(await ranFor(handlers, [insert(item)], { resolve })).to.deep.equal([
      ['Orders.handle', 'Orders#2.handle', 'Users.handle', 'Orders#3.confirm'],
    ]);
  });

  it('are the same in every bootstrap', () => {
    const ids = () => bootstrap([named('Orders'), named('Orders')]).manifest.routes.map(({ id }) => id);
    expect(ids()).to.deep.equal(ids());
  });

  it('tell two methods apart that are named by symbols of one description', () => {
    const [first, second] = [Symbol('handle'), Symbol('handle')];
    class Handlers {
      @OnInsert [first]() {}
      @OnInsert [second]() {}
      @OnInsert 'Symbol(handle)'() {}
    }
    const ids = bootstrap(Handlers).manifest.routes.map(({ id }) => id);
    expect(new Set(ids).size, ids.join()).to.equal(3);
  });

  it('are never shared, whatever the classes and streams are called', () => {
    const name = fc.constantFrom('Orders', 'Orders#2', 'Orders#2#2', 'Orders#3', 'Users');
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), fc.boolean(), (names, asStreams) => {
        const handlers = names.map((each) =>
          asStreams ? stream({ name: each }).onInsert(function handle() {}) : named(each),
        );
        const ids = bootstrap(handlers).manifest.routes.map(({ id }) => id);
        expect(new Set(ids).size, ids.join()).to.equal(names.length);
      }),
    );
  });
});

describe('resolve', () => {
  const inserts = (count: number) => streamEvent(...Array.from({ length: count }, (_, pk) => insert({ pk })));

  it('makes the instance that handles records', async () => {
    const asked: unknown[] = [];
    const resolve = (handlerClass: HandlerClass) => {
      asked.push(handlerClass);
      return new Orders(new Mail('injected'));
    };
    expect(await valuesFor(Orders, insert(item), { resolve })).to.deep.equal(['injected']);
    expect(asked).to.deep.equal([Orders]);
  });

  it('may be async', async () => {
    const resolve = async () => new Orders(new Mail('awaited'));
    expect(await valuesFor(Orders, insert(item), { resolve })).to.deep.equal(['awaited']);
  });

  it('is not called before a handler of the class is wanted', async () => {
    let calls = 0;
    const resolve = () => {
      calls++;
      return new Orders(new Mail(''));
    };
    const handler = bootstrap(Orders, { resolve });
    expect(calls).to.equal(0);
    await handler.dispatch(streamEvent());
    expect(calls).to.equal(0);
    await handler.dispatch(inserts(1));
    expect(calls).to.equal(1);
  });

  it('is called once for all records, methods and invocations, though they come at once', async () => {
    let calls = 0;
    const resolve = async () => {
      calls++;
      await new Promise((done) => setImmediate(done));
      return new Orders(new Mail('one'));
    };
    const handler = bootstrap(Orders, { resolve, concurrency: 10 });
    await Promise.all([handler.dispatch(inserts(5)), handler.dispatch(inserts(5))]);
    await handler.dispatch(streamEvent(modify(item, { ...item, n: 1 })));
    expect(calls).to.equal(1);
  });

  it('is called for each class, and not for instances and streams', async () => {
    const asked: string[] = [];
    const resolve = (handlerClass: HandlerClass) => {
      asked.push(handlerClass.name);
      return Reflect.construct(handlerClass, []);
    };
    const handlers = [named('First'), named('Second'), new Orders(new Mail('')), stream().onInsert(() => undefined)];
    expect((await ranFor(handlers, [insert(item)], { resolve })).flat()).to.have.length(4);
    expect(asked).to.deep.equal(['First', 'Second']);
  });

  for (const [kind, fail] of [
    [
      'throws',
      (error: Error) => {
        throw error;
      },
    ],
    ['rejects', (error: Error) => Promise.reject(error)],
  ] as const) {
    it(`is asked again for the next record where it ${kind}, and no more once it succeeds`, async () => {
      const oops = new Error('no secret yet');
      let calls = 0;
      const resolve = () => (++calls === 1 ? fail(oops) : new Orders(new Mail('second try')));
      const handler = bootstrap(Orders, { resolve, logger: SILENT, reportBatchItemFailures: true });
      const first = insert(item);
      const failed = await handler.dispatch(streamEvent(first));
      expect(failed.failures.flatMap(({ errors }) => errors.map(({ cause }) => cause))).to.deep.equal([oops]);
      expect(failed.checkpoint).to.equal(first.dynamodb.SequenceNumber);
      const retried = await handler.dispatch(streamEvent(first));
      expect(retried.results.map(({ value }) => value)).to.deep.equal(['second try']);
      await handler.dispatch(inserts(2));
      expect(calls).to.equal(2);
    });
  }

  it('fails the record where it gives no instance of the class', async () => {
    for (const made of [undefined, null, 42, 'Orders', Orders, {}, new Mail(''), []]) {
      const [cause] = await causesFor(Orders, insert(item), { resolve: () => made });
      expect(cause, String(made)).to.have.property('name', 'ConfigurationError');
      expect(String(cause)).to.match(/Orders.*resolve.*found.*expected.*instance/);
    }
  });

  it('may give an instance of a subclass, whose code then runs', async () => {
    class Special extends Orders {
      override confirm(): string {
        return `special ${super.confirm()}`;
      }
    }
    expect(await valuesFor(Orders, insert(item), { resolve: () => new Special(new Mail('mail')) })).to.deep.equal([
      'special mail',
    ]);
  });

  it('may give a proxy or a test double with the methods of the class', async () => {
    const resolve = () => new Proxy(new Orders(new Mail('behind')), {});
    expect(await valuesFor(Orders, insert(item), { resolve })).to.deep.equal(['behind']);
  });

  it('gives the handler its record as usual', async () => {
    class Handlers {
      @OnInsert handle(record: InsertRecord<typeof item>): string {
        return record.newImage.pk;
      }
    }
    expect(await valuesFor(Handlers, insert(item), { resolve: async () => new Handlers() })).to.deep.equal(['A']);
  });
});

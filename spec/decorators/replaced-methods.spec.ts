import { expect } from 'chai';
import { bootstrap, ConfigurationError, OnAny, OnChange, OnInsert, OnModify } from '../../lib/index.js';
import { insert, modify, streamEvent } from '../../lib/testing/index.js';
import { ranFor, refusal, SILENT, valuesFor } from './observe.js';
import { STANDARD, type UntypedDecorator } from './untyped.js';

type Call = (...args: unknown[]) => unknown;

/** A decorator of someone else, for both dialects, that replaces the method with one that says so. */
function wrapped(label: string): UntypedDecorator {
  const wrap = (method: unknown): Call =>
    function replacement(this: unknown, ...args) {
      return `${label}(${typeof method === 'function' ? Reflect.apply(method, this, args) : 'no method'})`;
    };
  return replacing(wrap);
}

/** In the standard dialect the replacement is returned, in the older one it is put into the descriptor. */
function replacing(wrap: (method: unknown) => Call): UntypedDecorator {
  return (...args) => {
    const [target, context, descriptor] = args;
    if (typeof context === 'object') return wrap(target);
    if (typeof descriptor === 'object' && descriptor !== null) {
      return { ...descriptor, value: wrap(Reflect.get(descriptor, 'value')) };
    }
    throw new Error(`wrapped has no method at ${String(context)}`);
  };
}

const item = { pk: 'A', status: 'PAID' };
const changed = { pk: 'A', status: 'SHIPPED' };
const RECORDS = [insert(item), modify(item, changed)];

describe("A decorator that replaces the method's function", () => {
  it('may stand below ours', async () => {
    class Orders {
      @OnInsert
      @wrapped('below')
      confirm(): unknown {
        return this.constructor.name;
      }
    }
    expect(await ranFor(Orders, RECORDS)).to.deep.equal([['Orders.confirm'], []]);
    expect(await valuesFor(Orders, insert(item))).to.deep.equal(['below(Orders)']);
  });

  it('may stand above ours', async () => {
    class Orders {
      @wrapped('above')
      @OnInsert
      confirm(): unknown {
        return this.constructor.name;
      }
    }
    expect(await ranFor(Orders, RECORDS)).to.deep.equal([['Orders.confirm'], []]);
    expect(await valuesFor(Orders, insert(item))).to.deep.equal(['above(Orders)']);
  });

  it('may stand between ours', async () => {
    class Orders {
      @wrapped('outer')
      @OnInsert
      @wrapped('middle')
      @OnChange('status', { to: 'SHIPPED' })
      @wrapped('inner')
      confirm(): string {
        return 'x';
      }
    }
    expect(await ranFor(Orders, RECORDS)).to.deep.equal([['Orders.confirm'], ['Orders.confirm']]);
    expect(await valuesFor(Orders, insert(item))).to.deep.equal(['outer(middle(inner(x)))']);
    const { routes } = bootstrap(Orders).manifest;
    expect(routes.map(({ eventNames }) => eventNames)).to.deep.equal([['INSERT'], ['MODIFY']]);
  });

  it('does not double the routes where the class is instantiated often', async () => {
    class Orders {
      @wrapped('above')
      @OnInsert
      @wrapped('between')
      @OnModify
      confirm(): string {
        return 'x';
      }
    }
    const [first, second] = [new Orders(), new Orders()];
    for (const handlers of [Orders, first, second, Orders]) {
      expect(bootstrap(handlers).manifest.routes).to.have.length(2);
      expect(await valuesFor(handlers, insert(item))).to.deep.equal(['above(between(x))']);
    }
  });

  it('leaves the other methods and their order alone', async () => {
    class Orders {
      @OnAny first() {}
      @wrapped('above') @OnAny second() {}
      @OnAny third() {}
    }
    expect(await ranFor(Orders, [insert(item)])).to.deep.equal([['Orders.first', 'Orders.second', 'Orders.third']]);
  });

  it('is inherited with its routes, and overridden as any method is', async () => {
    class Base {
      @wrapped('above') @OnInsert confirm(): string {
        return 'base';
      }
    }
    class Kept extends Base {}
    class Replaced extends Base {
      override confirm(): string {
        return `replaced ${super.confirm()}`;
      }
    }
    class Redecorated extends Base {
      @wrapped('again') @OnModify override confirm(): string {
        return 'redecorated';
      }
    }
    expect(await valuesFor(Kept, insert(item))).to.deep.equal(['above(base)']);
    expect(await valuesFor(Replaced, insert(item))).to.deep.equal(['replaced above(base)']);
    expect(await ranFor(Redecorated, RECORDS)).to.deep.equal([[], ['Redecorated.confirm']]);
    expect(await ranFor(Base, RECORDS)).to.deep.equal([['Base.confirm'], []]);
  });

  it('keeps its routes to its class: the class that it extends gets none', async () => {
    class Base {
      @OnModify other() {}
      confirm(): string {
        return 'base';
      }
    }
    class Orders extends Base {
      @wrapped('above') @OnInsert override confirm(): string {
        return 'orders';
      }
    }
    class Users extends Base {
      override confirm(): string {
        return 'users';
      }
    }
    expect(await ranFor(Orders, RECORDS)).to.deep.equal([['Orders.confirm'], ['Orders.other']]);
    expect(await ranFor(Users, RECORDS)).to.deep.equal([[], ['Users.other']]);
    expect(await ranFor(Base, RECORDS)).to.deep.equal([[], ['Base.other']]);
  });

  it('may bind the method to each instance; below ours it is refused where that leaves no method', async () => {
    const orders = () => {
      class Orders {
        readonly greeting = 'Thank you';
        @OnInsert @bound confirm(): string {
          return this.greeting;
        }
      }
      return Orders;
    };
    if (STANDARD) expect(await valuesFor(orders(), insert(item))).to.deep.equal(['Thank you']);
    else expect(refusal(orders)).to.match(/^Orders\.confirm: /);
  });

  it('may bind the method to each instance from above', async () => {
    class Orders {
      readonly greeting = 'Thank you';
      @OnModify other() {}
      @bound @OnInsert confirm(): string {
        return this.greeting;
      }
    }
    expect(await valuesFor(Orders, insert(item))).to.deep.equal(['Thank you']);
  });

  describe('where `resolve` makes the instance', () => {
    function makeOrders(): new () => object {
      class Orders {
        @OnModify other() {}
        @wrapped('above') @OnInsert confirm(): string {
          return 'x';
        }
      }
      return Orders;
    }

    it('hides no handler in silence: it runs, or the record fails', async () => {
      const Orders = makeOrders();
      const { results, failures } = await bootstrap(Orders, { logger: SILENT, resolve: () => new Orders() }).dispatch(
        streamEvent(insert(item)),
      );
      if (failures.length === 0) expect(results.map(({ value }) => value)).to.deep.equal(['above(x)']);
      else expect(failures[0]?.errors[0]?.cause).to.be.instanceOf(ConfigurationError);
    });

    it('makes every record fail rather than to run some handlers without the others', async () => {
      const Orders = makeOrders();
      const { results, failures } = await bootstrap(Orders, { logger: SILENT, resolve: () => new Orders() }).dispatch(
        streamEvent(modify(item, changed)),
      );
      if (failures.length === 0) expect(results.map(({ handler }) => handler)).to.deep.equal(['Orders.other']);
      else expect(String(failures[0]?.errors[0]?.cause)).to.match(/ConfigurationError: Orders.*decorator/);
    });
  });
});

describe('A method that is replaced after its class is defined', () => {
  it('is a handler still, as test doubles and tracers need it', async () => {
    class Orders {
      @OnInsert confirm(): string {
        return 'confirmed';
      }
    }
    const original = Orders.prototype.confirm;
    Orders.prototype.confirm = () => 'double';
    expect(new Orders().confirm()).to.equal('double');
    expect(await valuesFor(Orders, insert(item))).to.deep.equal(['double']);
    Orders.prototype.confirm = original;
    expect(await valuesFor(Orders, insert(item))).to.deep.equal(['confirmed']);
  });

  it('is what runs from then on where it is replaced after bootstrap', async () => {
    class Orders {
      @OnInsert confirm(): string {
        return 'confirmed';
      }
    }
    const handler = bootstrap(Orders);
    Orders.prototype.confirm = () => 'double';
    const { results } = await handler.dispatch(streamEvent(insert(item)));
    expect(results.map(({ value }) => value)).to.deep.equal(['double']);
  });
});

/** As `autobind-decorator` and its kin do: a getter in the older dialect, an initializer in the standard one. */
function bound(...[target, context, descriptor]: unknown[]): void;
function bound(...[target, context, descriptor]: unknown[]): unknown {
  if (STANDARD) {
    const { name, addInitializer } = context as ClassMethodDecoratorContext;
    addInitializer(function () {
      const instance = Object(this);
      Reflect.set(instance, name, Reflect.get(instance, name).bind(instance));
    });
    return target;
  }
  const { value } = descriptor as PropertyDescriptor;
  return {
    configurable: true,
    get() {
      return value.bind(this);
    },
  };
}

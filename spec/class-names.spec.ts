import { expect } from 'chai';
import { bootstrap, decoratorsFor, OnAny, OnInsert, stream, Table } from '../lib/index.js';
import { insert } from '../lib/testing/index.js';
import { ranFor, refusal } from './decorators/observe.js';
import { untypedCall } from './decorators/untyped.js';
import { warnedOf } from './warned.js';

const nothing = () => undefined;
const idsOf = (handlers: object) => bootstrap(handlers, { logger: silent }).manifest.routes.map(({ id }) => id);
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A class of that name, as a bundler leaves it. */
function classNamed(name: string): new () => object {
  class Handlers {
    @OnInsert confirm() {}
  }
  Object.defineProperty(Handlers, 'name', { value: name });
  return Handlers;
}

/** What bundlers make of a class that the compiler has taken the decorators from. */
function compiled(javascript: string): new () => object {
  return Function('OnInsert', javascript)(OnInsert);
}

const ADVICE =
  ", as do logs and idempotency keys: set an id, @Table('Orders', { id: 'Orders' }) or stream({ id: 'orders' }), or keep " +
  'class names in the bundle';

describe('the name of a function of a stream', () => {
  const minified = (code: string) => Function(`${code};return f`)();

  it('that a bundler seems to have changed is warned about, once for all of a stream', () => {
    const first = minified('function e(r){}var f=e');
    const second = minified('var t=async r=>{},f=t');
    expect(warnedOf(stream({ id: 'orders' }).onInsert(first).onRemove(second))).to.deep.equal([
      'onstream: the handler ids orders.e, orders.t come from names of functions that bundlers change, as do logs and ' +
        'idempotency keys: keep the names in the bundle, or take the functions from an object, ' +
        '{ confirm(record) { … } }, whose keys no bundler changes',
    ]);
    expect(warnedOf(stream().onInsert(minified('function confirm$1(r) {}var f=confirm$1')))).to.have.lengthOf(1);
  });

  it('that somebody chose, or that it lacks, is not', () => {
    function a() {}
    const { confirm } = { confirm: () => undefined };
    const handlers = stream()
      .onInsert(confirm)
      .onInsert(confirm.bind(undefined))
      .onRemove(a)
      .onAny(minified('var f=Object.assign(function(r){},{})'))
      .onAny(minified('var m={confirm(r){}},f=m.confirm'))
      .onAny(() => undefined);
    expect(warnedOf(handlers)).to.deep.equal([]);
  });
});

describe('the id of a class', () => {
  it('names it in the ids of its handlers, whatever the class is called', async () => {
    for (const name of ['', 'e', 'Orders', '_Orders']) {
      const handlers = classNamed(name);
      Table('Orders', { id: 'OrderHandlers' })(handlers);
      expect(await ranFor(handlers, [insert({ pk: 'A' }, { table: 'Orders' })])).to.deep.equal([
        ['OrderHandlers.confirm'],
      ]);
      expect(warnedOf(handlers)).to.deep.equal([]);
    }
  });

  it('stands beside a filter, and is no part of the manifest beyond the ids', () => {
    const typed = decoratorsFor<{ type: 'ORDER' }>();
    @typed.Table('Orders', { id: 'A', item: { type: 'ORDER' } })
    class First {
      @OnAny any() {}
    }
    @Table('Orders', { id: 'B' })
    class Second {
      @OnAny any() {}
    }
    const { routes } = bootstrap([First, Second]).manifest;
    expect(routes).to.deep.equal([
      {
        id: 'A.any',
        table: 'Orders',
        eventNames: ['INSERT', 'MODIFY', 'REMOVE'],
        tablePatterns: { item: { type: 'ORDER' } },
      },
      { id: 'B.any', table: 'Orders', eventNames: ['INSERT', 'MODIFY', 'REMOVE'] },
    ]);
  });

  it('is not inherited, since it is that of one class', () => {
    @Table('Orders', { id: 'A', item: { type: 'ORDER' } })
    class Base {
      @OnAny any() {}
    }
    class Derived extends Base {}
    expect(idsOf([Derived, Base])).to.deep.equal(['Derived.any', 'A.any']);
    expect(warnedOf([Derived, Base])).to.deep.equal([]);
  });

  it('is that of a stream, as `id` or `name`', () => {
    const named = (options: object) => idsOf(stream(options).onInsert(function confirm() {}));
    expect(named({ id: 'orders' })).to.deep.equal(['orders.confirm']);
    expect(named({ name: 'orders' })).to.deep.equal(['orders.confirm']);
    expect(named({ filter: { id: 'orders' } })).to.deep.equal(['orders.confirm']);
    expect(named({ id: 'orders', name: 'ORDERS' })).to.deep.equal(['orders.confirm']);
  });

  for (const id of ['', ' ', 'a b', 'a.b', 'a#2', '\n', 'a\u0000', 'a\u202e', 1, null, true, {}, [], Symbol('x')]) {
    it(`is refused: ${String(JSON.stringify(id))}`, () => {
      @untypedCall(Table, 'Orders', { id })
      class Orders {
        @OnInsert confirm() {}
      }
      expect(refusal(() => bootstrap(Orders))).to.match(/^Orders: id: found .*expected text without spaces, dots/);
      const handlers = Reflect.apply(stream, undefined, [{ id }]).onInsert(nothing);
      expect(refusal(() => bootstrap(handlers))).to.match(/^stream: id: /);
    });
  }

  it('is refused where another class or stream has it', () => {
    @Table('Orders', { id: 'Shop' })
    class Orders {
      @OnInsert confirm() {}
    }
    @Table('Users', { id: 'Shop' })
    class Users {
      @OnInsert confirm() {}
    }
    const message = /id: found "Shop", expected .*which no other class has/;
    expect(refusal(() => bootstrap([Orders, Users])))
      .to.match(/^Users: /)
      .and.match(message);
    const shop = stream({ id: 'Shop' }).onInsert(nothing);
    expect(refusal(() => bootstrap([shop, Orders]))).to.match(message);
    expect(refusal(() => bootstrap([shop, stream({ id: 'Shop' }).onInsert(nothing)]))).to.match(message);
  });

  it('goes before a name: what is merely called so gets a number, in any order', () => {
    const byId = stream({ id: 'Orders' }).onInsert(function confirm() {});
    const byName = classNamed('Orders');
    expect(idsOf([byId, byName])).to.deep.equal(['Orders.confirm', 'Orders#2.confirm']);
    expect(idsOf([byName, byId])).to.deep.equal(['Orders#2.confirm', 'Orders.confirm']);
  });

  it('may be that of two instances, of which the second gets a number, with a warning', () => {
    @Table('Orders', { id: 'Shop' })
    class Orders {
      @OnInsert confirm() {}
    }
    expect(idsOf([new Orders(), new Orders()])).to.deep.equal(['Shop.confirm', 'Shop#2.confirm']);
    expect(warnedOf([new Orders(), new Orders()])).to.have.length(1);
  });

  it('is text for the name of a stream, too', () => {
    for (const name of ['', '\n', 5, null, {}])
      expect(refusal(() => Reflect.apply(stream, undefined, [{ name }]))).to.match(/^stream\.name: found/);
  });
});

describe('a class name that a bundler dropped or changed', () => {
  it('is warned about where it is missing', () => {
    expect(idsOf([classNamed(''), classNamed('')])).to.deep.equal(['anonymous.confirm', 'anonymous#2.confirm']);
    expect(warnedOf([classNamed(''), classNamed('')])).to.deep.equal([
      `onstream: the handler ids anonymous.* come from a name that bundlers drop or change${ADVICE}`,
      `onstream: the handler ids anonymous#2.* depend on the order of classes with one name${ADVICE}`,
    ]);
  });

  it('is warned about where it is no text', () => {
    const handlers = classNamed('');
    Object.defineProperty(handlers, 'name', { value: nothing });
    expect(idsOf(handlers)).to.deep.equal(['anonymous.confirm']);
  });

  for (const name of ['e', 't', '$', '_', 'te', 'e1', '$a', 'Orders$1', 'Orders$12']) {
    it(`is warned about: ${name}`, () => {
      expect(warnedOf(classNamed(name))).to.deep.equal([
        `onstream: the handler ids ${name}.* come from a name that bundlers drop or change${ADVICE}`,
      ]);
    });
  }

  it("is warned about where it is esbuild's, of a class that mentions itself or has static members", () => {
    const bodies = [
      'm() { return _Orders.count; }',
      'static count = 1; m() {}',
      'static #n = 1; m() { _Orders.#n++; }',
    ];
    for (const body of bodies) {
      const handlers = compiled(`
        const _Orders = class _Orders { ${body} };
        OnInsert(_Orders.prototype, 'm', Object.getOwnPropertyDescriptor(_Orders.prototype, 'm'));
        let Orders = _Orders;
        return Orders;`);
      expect(warnedOf(handlers), body).to.deep.equal([
        `onstream: the handler ids _Orders.* come from a name that bundlers drop or change${ADVICE}`,
      ]);
      expect(idsOf(handlers)).to.deep.equal(['_Orders.m']);
    }
  });

  it('is warned about where a minifier had to take capitals, or three letters, in a large bundle', () => {
    for (const [name, code] of [
      ['Z', 'class Z{m(){}}'],
      ['aBc', 'class aBc extends Object{m(){}}'],
      ['Zt', 'var Zt=class{m(){}};'],
      ['$A', 'let $A=class extends Object{m(){}};'],
    ]) {
      const handlers = compiled(
        `${code}OnInsert(${name}.prototype,'m',Object.getOwnPropertyDescriptor(${name}.prototype,'m'));return ${name}`,
      );
      expect(warnedOf(handlers)).to.deep.equal([
        `onstream: the handler ids ${name}.* come from a name that bundlers drop or change${ADVICE}`,
      ]);
    }
    for (const code of ['function Zt(e){}return Zt', 'var aBc=e=>{};return aBc', 'var Z=async(e,t)=>{};return Z'])
      expect(warnedOf(stream({ id: 'orders' }).onInsert(Function(code)())), code).to.have.lengthOf(1);
  });

  it('is no matter where the minifier has kept it, however short', () => {
    const kept = 'static{Object.defineProperty(this,"name",{value:"IO"})}';
    for (const code of [`class Z{${kept}m(){}}`, `var Z=class{${kept}m(){}};`]) {
      const handlers = compiled(
        `${code}OnInsert(Z.prototype,'m',Object.getOwnPropertyDescriptor(Z.prototype,'m'));return Z`,
      );
      expect(warnedOf(handlers)).to.deep.equal([]);
    }
  });

  it('is read where a class has a toString of its own', () => {
    class abc {
      @OnInsert confirm() {}
      static toString(): string {
        throw new Error('unexpected');
      }
    }
    expect(warnedOf(abc)).to.deep.equal([]);
  });

  it('is not suspected of a name that somebody chose', () => {
    class _Internal {
      @OnInsert confirm() {}
    }
    class A {
      @OnInsert confirm() {}
    }
    class IO {
      @OnInsert confirm() {}
    }
    class $Orders {
      @OnInsert confirm() {}
    }
    class orders {
      static readonly table = 'Orders';
      @OnInsert confirm() {
        return orders.table;
      }
    }
    expect(warnedOf([_Internal, A, IO, $Orders, orders])).to.deep.equal([]);
    expect(idsOf(_Internal)).to.deep.equal(['_Internal.confirm']);
  });
});

describe('a name that two classes or streams share', () => {
  it('is warned about, since their order decides who is #2', () => {
    const warning = (id: string) =>
      `onstream: the handler ids ${id}.* depend on the order of classes with one name${ADVICE}`;
    const streams = [stream().onInsert(nothing), stream().onInsert(nothing)];
    expect(warnedOf(streams)).to.deep.equal([warning('stream#2')]);
    expect(warnedOf([classNamed('Orders'), classNamed('Orders')])).to.deep.equal([warning('Orders#2')]);
    expect(warnedOf([classNamed('Orders'), classNamed('Users'), stream().onInsert(nothing)])).to.deep.equal([]);
  });
});

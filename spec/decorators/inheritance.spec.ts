import { expect } from 'chai';
import { OnAny, OnInsert, OnModify, OnRemove } from '../../lib/index.js';
import { insert, modify, remove } from '../../lib/testing/index.js';
import { ranFor, valuesFor } from './observe.js';

const item = { pk: 'A' };
const RECORDS = [insert(item), modify(item, { ...item, n: 1 }), remove(item)];

class Base {
  @OnInsert handle(): string {
    return `the base's, of ${this.name()}`;
  }

  name(): string {
    return 'Base';
  }
}

describe('A class that extends one with handlers', () => {
  it('inherits its routes, under its own name', async () => {
    class Derived extends Base {}
    expect(await ranFor(Derived, RECORDS)).to.deep.equal([['Derived.handle'], [], []]);
  });

  it('runs inherited handlers on its own instance', async () => {
    class Derived extends Base {
      override name(): string {
        return 'Derived';
      }
    }
    expect(await valuesFor(Derived, insert(item))).to.deep.equal(["the base's, of Derived"]);
    expect(await valuesFor(Base, insert(item))).to.deep.equal(["the base's, of Base"]);
  });

  it("keeps its parent's routes and replaces the code with an override that has no decorator", async () => {
    class Derived extends Base {
      override handle(): string {
        return `more than ${super.handle()}`;
      }
    }
    expect(await ranFor(Derived, RECORDS)).to.deep.equal([['Derived.handle'], [], []]);
    expect(await valuesFor(Derived, insert(item))).to.deep.equal(["more than the base's, of Base"]);
  });

  it('replaces routes and code with an override that has a decorator', async () => {
    class Derived extends Base {
      @OnRemove override handle(): string {
        return 'derived';
      }
    }
    expect(await ranFor(Derived, RECORDS)).to.deep.equal([[], [], ['Derived.handle']]);
    expect(await ranFor(Base, RECORDS)).to.deep.equal([['Base.handle'], [], []]);
    expect(await valuesFor(Derived, remove(item))).to.deep.equal(['derived']);
  });

  it('hands on what the nearest of several overrides says', async () => {
    class Second extends Base {
      @OnModify override handle(): string {
        return 'second';
      }
    }
    class Third extends Second {
      override handle(): string {
        return 'third';
      }
    }
    class Fourth extends Third {
      @OnInsert @OnRemove override handle(): string {
        return super.handle();
      }
    }
    expect(await ranFor(Third, RECORDS)).to.deep.equal([[], ['Third.handle'], []]);
    expect(await valuesFor(Third, modify(item, { ...item, n: 1 }))).to.deep.equal(['third']);
    expect(await ranFor(Fourth, RECORDS)).to.deep.equal([['Fourth.handle'], [], ['Fourth.handle']]);
    expect(await valuesFor(Fourth, insert(item))).to.deep.equal(['third']);
  });

  it('adds its own handlers after the inherited ones', async () => {
    class Derived extends Base {
      @OnAny another() {}
      override handle(): string {
        return 'derived';
      }
    }
    expect(await ranFor(Derived, RECORDS)).to.deep.equal([
      ['Derived.handle', 'Derived.another'],
      ['Derived.another'],
      ['Derived.another'],
    ]);
  });

  it('leaves its parent and its siblings alone', async () => {
    class First extends Base {
      @OnAny first() {}
    }
    class Second extends Base {
      @OnAny second() {}
    }
    expect(await ranFor([First, Second, Base], [insert(item)])).to.deep.equal([
      ['First.handle', 'First.first', 'Second.handle', 'Second.second', 'Base.handle'],
    ]);
  });

  it('may fill in what an abstract class leaves open, and decorate it', async () => {
    abstract class Template {
      @OnInsert run(): string {
        return this.part();
      }
      abstract part(): string;
      abstract finish(): string;
    }
    class Filled extends Template {
      part(): string {
        return 'part';
      }
      @OnInsert finish(): string {
        return 'finish';
      }
    }
    expect(await valuesFor(Filled, insert(item))).to.deep.equal(['part', 'finish']);
  });

  it('inherits handlers that are named by symbols', async () => {
    const handle = Symbol('handle');
    class Parent {
      @OnInsert [handle](): string {
        return 'parent';
      }
    }
    class Child extends Parent {
      override [handle](): string {
        return 'child';
      }
    }
    expect(await ranFor(Child, [insert(item)])).to.deep.equal([['Child.Symbol(handle)']]);
    expect(await valuesFor(Child, insert(item))).to.deep.equal(['child']);
  });

  it('may come of a function that makes classes', async () => {
    function audited(Parent: new () => object) {
      class Audited extends Parent {
        @OnAny audit() {}
      }
      return Audited;
    }
    class Users extends audited(Object) {
      @OnInsert welcome() {}
    }
    class Orders extends audited(Base) {}
    expect(await ranFor([Users, Orders], [insert(item)])).to.deep.equal([
      ['Users.audit', 'Users.welcome', 'Orders.handle', 'Orders.audit'],
    ]);
  });
});

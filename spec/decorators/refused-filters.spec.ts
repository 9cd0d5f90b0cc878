import { expect } from 'chai';
import { bootstrap, OnAny, OnChange, OnInsert, OnModify, OnRemove, stream, Table } from '../../lib/index.js';
import { refusal } from './observe.js';
import { type UntypedDecorator, untyped, untypedCall } from './untyped.js';

/** What bootstrap says of a class whose one method is decorated so. */
function refusalOf(decorate: UntypedDecorator): string {
  class Orders {
    @decorate confirm() {}
  }
  const message = refusal(() => bootstrap(Orders));
  expect(message).to.match(/^Orders\.confirm\b/);
  return message;
}

const DECORATORS: readonly [name: string, decorator: (...args: never[]) => unknown, own: readonly string[]][] = [
  ['OnInsert', OnInsert, []],
  ['OnModify', OnModify, []],
  ['OnRemove', OnRemove, ['by']],
  ['OnAny', OnAny, []],
  ['OnChange', (filter: never) => OnChange('status', filter), ['from', 'to', 'on']],
];
const COMMON = ['item', 'newImage', 'oldImage', 'keys', 'when'];

for (const [name, decorator, own] of DECORATORS) {
  describe(`The filter of @${name}`, () => {
    it('has no other keys than those that the message names', () => {
      const message = refusalOf(untypedCall(decorator, { newimage: { status: 'PAID' } }));
      expect(message).to.include('"newimage"');
      for (const key of [...COMMON, ...own]) expect(message).to.match(new RegExp(`expected.*\\b${key}\\b`));
    });

    it('does not take the keys that only other decorators have', () => {
      for (const key of ['by', 'from', 'to', 'on'].filter((key) => !own.includes(key))) {
        const message = refusalOf(untypedCall(decorator, { [key]: 'ttl' }));
        expect(message).to.include(`"${key}"`);
        expect(message).not.to.match(new RegExp(`expected.*\\b${key}\\b`));
      }
    });

    it('is an object', () => {
      for (const filter of [null, 42, 'PAID', true, ['PAID'], Symbol('x')]) {
        expect(refusalOf(untypedCall(decorator, filter))).to.match(/found .*expected an object/);
      }
    });

    it('has patterns, which are objects with attributes', () => {
      for (const key of COMMON.slice(0, 4)) {
        for (const pattern of [null, 'PAID', 42, ['PAID'], {}, () => true]) {
          expect(refusalOf(untypedCall(decorator, { [key]: pattern }))).to.match(
            new RegExp(`^Orders\\.confirm\\.${key}: .*expected a pattern`),
          );
        }
      }
    });

    it('has a function as its condition', () => {
      for (const when of [null, 'PAID', true, {}, 0]) {
        expect(refusalOf(untypedCall(decorator, { when }))).to.match(/^Orders\.confirm\.when: .*expected a function/);
      }
    });

    it('takes undefined for a key that is left out', () => {
      class Orders {
        @untypedCall(decorator, Object.fromEntries([...COMMON, ...own].map((key) => [key, undefined]))) confirm() {}
      }
      expect(bootstrap(Orders).manifest.routes).to.have.length(1);
    });
  });
}

describe('A filter', () => {
  it('names who deletes with "ttl" or "user"', () => {
    for (const by of ['TTL', 'lambda', '', null, true, ['ttl']]) {
      expect(refusalOf(untypedCall(OnRemove, { by }))).to.match(/^Orders\.confirm\.by: .*expected one of ttl, user/);
    }
  });

  it('names the events of @OnChange with an array of INSERT, MODIFY, REMOVE', () => {
    for (const on of ['INSERT', [], null, {}, 1]) {
      const message = refusalOf(untypedCall(OnChange, 'status', { on }));
      expect(message).to.match(/^Orders\.confirm\.on: .*expected a non-empty array/);
    }
    for (const on of [['UPDATE'], ['INSERT', 'insert'], ['INSERT', undefined]]) {
      const message = refusalOf(untypedCall(OnChange, 'status', { on }));
      expect(message).to.match(/^Orders\.confirm\.on\[[01]\]: .*INSERT, MODIFY, REMOVE/);
    }
  });

  it('is refused in every place of several decorators', () => {
    class Orders {
      @OnInsert @untypedCall(OnModify, { nope: 1 }) @OnRemove confirm() {}
    }
    expect(refusal(() => bootstrap(Orders))).to.match(/^Orders\.confirm: .*"nope"/);
  });

  it('does not keep its values in the message, which may be secret, but their keys', () => {
    expect(refusalOf(untypedCall(OnInsert, { newImage: [{ token: 'secret' }] }))).not.to.include('secret');
    expect(refusalOf(untypedCall(OnInsert, { when: { token: 'secret' } })))
      .to.include('token')
      .and.not.include('secret');
  });
});

describe('A filter that no record can pass', () => {
  const IMPOSSIBLE: readonly [string, UntypedDecorator][] = [
    ['an INSERT with an old image', untypedCall(OnInsert, { oldImage: { status: 'PAID' } })],
    ['a REMOVE with a new image', untypedCall(OnRemove, { newImage: { status: 'PAID' } })],
    [
      'any record with a new and an old image, of an INSERT',
      untypedCall(OnChange, 'status', { on: ['INSERT'], oldImage: { a: 1 } }),
    ],
    ['a change on REMOVE with a new image', untypedCall(OnChange, 'status', { on: ['REMOVE'], newImage: { a: 1 } })],
    [
      'a change on INSERT or REMOVE with both',
      untypedCall(OnChange, 'status', { on: ['INSERT', 'REMOVE'], newImage: { a: 1 }, oldImage: { a: 1 } }),
    ],
    ['a change on INSERT from a value', untypedCall(OnChange, 'status', { on: ['INSERT'], from: 'PAID' })],
    ['a change on REMOVE to a value', untypedCall(OnChange, 'status', { on: ['REMOVE'], to: [{ exists: true }] })],
    [
      'a change on INSERT or REMOVE, from a value to another',
      untypedCall(OnChange, 'status', { on: ['INSERT', 'REMOVE'], from: { 'anything-but': 'A' }, to: 'PAID' }),
    ],
  ];
  for (const [what, decorate] of IMPOSSIBLE) {
    it(`is refused: ${what}`, () => {
      expect(refusalOf(decorate)).to.match(
        /found "(INSERT|REMOVE|INSERT,REMOVE)", expected a filter that can match: .*; item is the one that there is$/,
      );
    });
  }

  it('is not one that asks the missing image for what is missing', () => {
    class Orders {
      @untypedCall(OnInsert, { oldImage: { status: { exists: false } } }) insert() {}
      @untypedCall(OnRemove, { newImage: { $or: [{ a: 1 }, { b: [{ exists: false }] }] } }) remove() {}
    }
    expect(bootstrap(Orders).manifest.routes.map(({ eventNames }) => eventNames)).to.deep.equal([
      ['INSERT'],
      ['REMOVE'],
    ]);
  });

  it('leaves out the events that cannot pass where others can', () => {
    class Orders {
      @OnAny({ oldImage: { status: 'PAID' } }) old() {}
      @OnAny({ newImage: { status: 'PAID' } }) young() {}
      @OnAny({ newImage: { status: 'PAID' }, oldImage: { status: 'NEW' } }) both() {}
      @OnChange('status', { on: ['INSERT', 'MODIFY', 'REMOVE'], from: ['PAID', { exists: false }], to: 'SENT' }) to() {}
    }
    expect(bootstrap(Orders).manifest.routes.map(({ eventNames }) => eventNames.join())).to.deep.equal([
      'MODIFY,REMOVE',
      'INSERT,MODIFY',
      'MODIFY',
      'INSERT,MODIFY',
    ]);
  });
});

describe('The name that @Table is given', () => {
  const BAD: readonly [string, unknown][] = [
    ['undefined, as a variable of the environment may be', undefined],
    ['null', null],
    ['empty text', ''],
    ['a number', 42],
    ['an ARN, which no table is named', 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders'],
    ['an expression as text', '/^Orders-/'],
    ['an array', ['Orders', 'Users']],
    ['an object', { name: 'Orders' }],
    ['a function that returns nothing', () => undefined],
    ['a function that returns empty text', () => ''],
    ['a function that returns a promise', async () => 'Orders'],
  ];
  for (const [what, name] of BAD) {
    it(`is not ${what}`, () => {
      const message = refusal(() => {
        @untypedCall(Table, name)
        class Orders {
          @OnInsert confirm() {}
        }
        bootstrap(Orders);
      });
      expect(message).to.match(/@Table.*expected a.*name/i);
    });
  }

  it('may be told by a function that fails, whose error comes through', () => {
    const missing = new Error('ORDERS_TABLE is not set');
    const fail = (): string => {
      throw missing;
    };
    @Table(fail)
    class Orders {
      @OnInsert confirm() {}
    }
    expect(() => bootstrap(Orders)).to.throw(missing.message);
  });
});

describe('The filter that @Table is given', () => {
  it('has the keys of every filter, and no other', () => {
    for (const filter of [{ newimage: {} }, { by: 'ttl' }, { on: ['INSERT'] }]) {
      @untypedCall(Table, 'Orders', filter)
      class Orders {
        @OnInsert confirm() {}
      }
      expect(refusal(() => bootstrap(Orders))).to.match(
        /^Orders: @Table: found "\w+".*item, newImage, oldImage, keys, when/,
      );
    }
  });

  it('is an object with patterns', () => {
    for (const filter of ['PAID', 42, [], { newImage: {} }, { keys: [] }, { when: 1 }, { newImage: { a: [] } }]) {
      @untypedCall(Table, 'Orders', filter)
      class Orders {
        @OnInsert confirm() {}
      }
      expect(refusal(() => bootstrap(Orders))).to.match(/^Orders: @Table/);
    }
  });
});

describe('A class', () => {
  it('needs a method with a decorator', () => {
    class Orders {
      confirm() {}
    }
    expect(refusal(() => bootstrap(Orders))).to.match(/^Orders: .*@OnInsert/);
    expect(refusal(() => bootstrap(new Orders()))).to.match(/^Orders: .*@OnInsert/);
    expect(refusal(() => bootstrap(Orders, { resolve: () => new Orders() }))).to.match(/^Orders: .*@OnInsert/);
  });

  it('is refused by name among good ones', () => {
    class Orders {
      @OnInsert confirm() {}
    }
    class Forgotten {}
    expect(refusal(() => bootstrap([Orders, Forgotten]))).to.match(/^Forgotten: /);
    expect(refusal(() => bootstrap([Orders, stream({ name: 'users' })]))).to.match(/^users: /);
  });

  it('may have decorators that a mistake made plain functions', () => {
    class Orders {
      confirm() {}
    }
    untyped(OnInsert)(Orders.prototype, 'confirm', Object.getOwnPropertyDescriptor(Orders.prototype, 'confirm'));
    expect(bootstrap(Orders).manifest.routes.map(({ id }) => id)).to.deep.equal(['Orders.confirm']);
  });
});

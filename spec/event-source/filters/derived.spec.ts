import { expect } from 'chai';
import {
  bootstrap,
  OnAny,
  OnChange,
  OnInsert,
  OnModify,
  OnRemove,
  type StreamHandlers,
  stream,
  Table,
} from '../../../lib/index.js';
import { compileFilterPattern } from '../../../lib/local/index.js';
import { expire, insert, modify, remove } from '../../../lib/testing/index.js';

type Handlers = Parameters<typeof bootstrap>[0];

function derive(handlers: Handlers, maximumFilters = 5) {
  const [source] = bootstrap(handlers, { eventSource: { maximumFilters } }).manifest.sources;
  const patterns = source?.filterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern)) ?? [];
  const tests = patterns.map(compileFilterPattern);
  return { patterns, widened: source?.widened ?? [], lets: (record: unknown) => tests.some((test) => test(record)) };
}

const orders = () => stream({ table: 'Orders', name: 'Orders' });

/** A stream of one handler, named `one`. */
function one(add: (handlers: StreamHandlers, handler: () => void) => void): StreamHandlers {
  const handlers = orders();
  add(handlers, function one() {});
  return handlers;
}

const textOf = (...values: unknown[]) => ({ $or: [{ S: values }, { SS: values }, { L: { S: values } }] });
const numberOf = (...values: unknown[]) => ({ $or: [{ N: values }, { NS: values }, { L: { N: values } }] });

describe('A derived filter', () => {
  it('asks for the kind of record, and for text wherever an element of it would do', () => {
    const { patterns, widened } = derive(one((all, run) => all.onInsert({ newImage: { type: 'ORDER' } }, run)));
    expect(patterns).to.deep.equal([{ eventName: ['INSERT'], dynamodb: { NewImage: { type: textOf('ORDER') } } }]);
    expect(widened).to.deep.equal([]);
  });

  it('asks for keys as they are: one value, never a list', () => {
    const { patterns } = derive(
      one((all, run) => all.onAny({ keys: { pk: { prefix: 'ORDER#' }, sk: [1, 'a'] } }, run)),
    );
    expect(patterns[0].dynamodb.Keys).to.deep.equal({
      pk: { S: [{ prefix: 'ORDER#' }] },
      sk: { $or: [{ N: ['1'] }, { S: ['a'] }] },
    });
  });

  it('asks for the item in the image that each kind of record has it in', () => {
    const { patterns, widened, lets } = derive(one((all, run) => all.onAny({ item: { type: 'ORDER' } }, run)));
    expect(patterns).to.deep.equal([
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { type: textOf('ORDER') } } },
      { eventName: ['REMOVE'], dynamodb: { OldImage: { type: textOf('ORDER') } } },
    ]);
    expect(widened).to.deep.equal([]);
    const [order, user] = [
      { pk: '1', type: 'ORDER' },
      { pk: '1', type: 'USER' },
    ];
    const records = [
      insert(order),
      modify(user, order),
      remove(order),
      insert(user),
      modify(order, user),
      remove(user),
    ];
    expect(records.map(lets)).to.deep.equal([true, true, true, false, false, false]);
  });

  it("asks for the item of @Table's filter and of the method's", () => {
    @Table('Orders', { item: { type: 'ORDER' } })
    class Orders {
      @OnRemove({ item: { status: 'PAID' }, oldImage: { a: 'x' } }) removed() {}
      @OnInsert({ item: { status: 'PAID' } }) added() {}
    }
    expect(derive(Orders).patterns).to.deep.equal([
      {
        eventName: ['REMOVE'],
        dynamodb: { OldImage: { type: textOf('ORDER'), status: textOf('PAID'), a: textOf('x') } },
      },
      { eventName: ['INSERT'], dynamodb: { NewImage: { type: textOf('ORDER'), status: textOf('PAID') } } },
    ]);
  });

  it('says once what it cannot ask of the item', () => {
    const { patterns, widened } = derive(
      one((all, run) => all.onAny({ item: { type: 'ORDER', total: { numeric: ['>', 5] } } }, run)),
    );
    expect(patterns.map(({ eventName }) => eventName.join())).to.deep.equal(['INSERT,MODIFY', 'REMOVE']);
    expect(widened).to.deep.equal(['Orders.one: item.total: Lambda compares numbers as text, so every number passes']);
  });

  it('asks for both values of a change', () => {
    const { patterns, widened } = derive(
      one((all, run) => all.onChange('status', { from: 'PAID', to: ['SHIPPED', 'LOST'] }, run)),
    );
    expect(patterns).to.deep.equal([
      {
        eventName: ['MODIFY'],
        dynamodb: { OldImage: { status: textOf('PAID') }, NewImage: { status: textOf('SHIPPED', 'LOST') } },
      },
    ]);
    expect(widened).to.deep.equal(['Orders.one: whether status has changed is not known of lists and sets']);
  });

  it('asks for another value before, where one is asked for after', () => {
    const { lets } = derive(one((all, run) => all.onChange('status', { to: 'SHIPPED' }, run)));
    expect(lets(modify({ pk: '1', status: 'PAID' }, { pk: '1', status: 'SHIPPED' }))).to.equal(true);
    expect(lets(modify({ pk: '1' }, { pk: '1', status: 'SHIPPED' }))).to.equal(true);
    expect(lets(modify({ pk: '1', status: 'SHIPPED', n: 1 }, { pk: '1', status: 'SHIPPED', n: 2 }))).to.equal(false);
    expect(lets(modify({ pk: '1', status: 'PAID' }, { pk: '1', status: 'LOST' }))).to.equal(false);
    expect(lets(insert({ pk: '1', status: 'SHIPPED' }))).to.equal(false);
  });

  it('is of every MODIFY where any change counts, and says so', () => {
    expect(derive(one((all, run) => all.onChange('a.b', run)))).to.deep.include({
      patterns: [{ eventName: ['MODIFY'] }],
      widened: ['Orders.one: Lambda cannot compare the images, so a.b may have changed or not'],
    });
  });

  it('tells expiry from deletion', () => {
    const item = { pk: '1' };
    const ttl = derive(one((all, run) => all.onRemove({ by: 'ttl' }, run)));
    expect(ttl.patterns).to.deep.equal([
      { eventName: ['REMOVE'], userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] } },
    ]);
    const user = derive(one((all, run) => all.onRemove({ by: 'user' }, run)));
    expect([expire(item), remove(item)].map(ttl.lets)).to.deep.equal([true, false]);
    expect([expire(item), remove(item)].map(user.lets)).to.deep.equal([false, true]);
  });

  for (const [written, text] of [
    [1, '1'],
    [-0, '0'],
    [0.1, '0.1'],
    [-1.5, '-1.5'],
    [100, '100'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-1e-20, '-0.00000000000000000001'],
    [12345678901234567890n, '12345678901234567890'],
    [1e100, `1${'0'.repeat(100)}`],
  ] as const) {
    it(`has ${written}${typeof written === 'bigint' ? 'n' : ''} in the digits in which DynamoDB gives it back`, () => {
      const { patterns } = derive(one((all, run) => all.onInsert({ newImage: { n: written } }, run)));
      expect(patterns[0].dynamodb.NewImage.n).to.deep.equal(numberOf(text));
    });
  }

  it('has names and texts of all kinds as they are', () => {
    const { patterns, lets } = derive(
      one((all, run) => all.onInsert({ newImage: JSON.parse('{"__proto__":"\\"x\\\\","ключ \\u0000":"é\\n"}') }, run)),
    );
    expect(Object.keys(patterns[0].dynamodb.NewImage)).to.deep.equal(['__proto__', 'ключ \0']);
    const item = JSON.parse('{"pk":"1","__proto__":"\\"x\\\\","ключ \\u0000":"é\\n"}');
    expect(lets(insert(item))).to.equal(true);
    expect(lets(insert({ pk: '1' }))).to.equal(false);
  });

  it('says what Lambda cannot say, once for each thing', () => {
    class Wide {
      @OnInsert({ newImage: { total: { numeric: ['>', 5] } } }) big() {}
      @OnInsert({ newImage: { email: { exists: true } } }) reachable() {}
      @OnInsert({ when: () => true }) chosen() {}
      @OnInsert({ newImage: { name: { wildcard: 'a*b' } } }) named() {}
      @OnInsert({ newImage: { name: { 'anything-but': { prefix: 'a' } } } }) other() {}
      @OnInsert({ newImage: { name: { 'equals-ignore-case': 'é' } } }) accented() {}
      @OnModify({ oldImage: { paidAt: { exists: false } } }) unpaid() {}
      @OnChange('lines[0]', { to: 'x' }) firstLine() {}
      @OnInsert({ newImage: { 'a.M.b': 'x' } }) dotted() {}
      @OnChange('["$or"]', { on: ['INSERT'], to: 'x' }) alternative() {}
      @OnInsert({ newImage: { address: { zip: { exists: false } } } }) homeless() {}
    }
    expect(derive(Wide).widened).to.deep.equal([
      'Wide.big: newImage.total: Lambda compares numbers as text, so every number passes',
      'Wide.reachable: newImage.email: Lambda cannot ask for an attribute whatever its type',
      'Wide.chosen: its "when" is a function, which no filter can hold',
      'Wide.named: newImage.name: Lambda has no wildcard, so of a text only its beginning or its end is looked at',
      'Wide.other: newImage.name: Lambda excludes literals only, so other texts pass',
      'Wide.accented: newImage.name: cases beyond ASCII are left to the handler, so every text passes',
      'Wide.unpaid: oldImage.paidAt: to Lambda, a list or a map looks as if the attribute were missing',
      'Wide.firstLine: Lambda cannot compare the images, so lines[0] may have changed or not',
      'Wide.firstLine: newImage at lines[0]: Lambda takes any element of a list',
      'Wide.dotted: newImage["a.M.b"]: to Lambda, a dot in a name is the same as a step into a map',
      'Wide.alternative: newImage at ["$or"]: Lambda cannot ask for an attribute named "$or"',
      'Wide.homeless: newImage.address.zip: Lambda cannot ask whether something is missing inside of an attribute',
    ]);
  });

  it('of a missing attribute lets items without it pass, and no value', () => {
    const { lets } = derive(one((all, run) => all.onInsert({ newImage: { a: [{ exists: false }, 'x'] } }, run)));
    const items = [{}, { a: 'x' }, { a: 'y' }, { a: 1 }, { a: null }, { a: new Set(['x']) }, { a: new Set(['y']) }];
    expect(items.map((item) => lets(insert({ pk: '1', ...item })))).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it('does not ask what one element of a list lacks, since Lambda would ask it of all', () => {
    const { lets } = derive(
      one((all, run) => all.onInsert({ newImage: { lines: { sku: 'A', note: { exists: false } } } }, run)),
    );
    expect(lets(insert({ pk: '1', lines: [{ sku: 'A' }, { sku: 'B', note: 'x' }] }))).to.equal(true);
    expect(lets(insert({ pk: '1', lines: [{ sku: 'B' }] }))).to.equal(false);
  });

  it('asks for an attribute with a dot in its name as for any other, since a step into a map has its wrapper', () => {
    const handlers = one((all, run) =>
      all.onInsert({ newImage: { 'a.b': 'x', 'c.S': [{ exists: false }] } }, run).onChange('["a.b"]', { to: 'x' }, run),
    );
    const { widened, lets } = derive(handlers);
    expect(widened.filter((reason) => reason.includes('dot'))).to.deep.equal([]);
    expect(lets(insert({ pk: '1', 'a.b': 'x', c: 'y' }))).to.equal(true);
    expect(lets(insert({ pk: '1', a: { b: 'x' } }))).to.equal(false);
    expect(lets(insert({ pk: '1', 'a.b': 'x', 'c.S': 'y' }))).to.equal(false);
    expect(lets(modify({ pk: '1', 'a.b': 'x', n: 1 }, { pk: '1', 'a.b': 'x', n: 2 }))).to.equal(false);
  });

  it('of an attribute with a dot in its name does not ask whether it is missing', () => {
    const handlers = one((all, run) => all.onInsert({ newImage: { 'a.M.b': { exists: false } } }, run));
    expect(derive(handlers).lets(insert({ pk: '1', a: { b: 'x' } }))).to.equal(true);
  });

  it('of a change to an attribute with a dot in its name does not ask for another value before', () => {
    const { lets } = derive(one((all, run) => all.onChange('["a.M.b"]', { to: 'x' }, run)));
    expect(lets(modify({ pk: '1', a: { b: 'x' } }, { pk: '1', a: { b: 'x' }, 'a.M.b': 'x' }))).to.equal(true);
  });

  it('does not ask for the name of a matcher inside of $or, which Lambda would refuse', () => {
    const alone: StreamHandlers[] = [
      one((all, run) => all.onChange(['b', 'a.exists'], { to: ['x', 'y'] }, run)),
      one((all, run) => all.onChange(['b', 'prefix'], { to: ['x', 'y'] }, run)),
      one((all, run) => all.onModify({ newImage: { $or: [{ numeric: 'x' }, { b: { cidr: 'x' } }] } }, run)),
    ];
    for (const handlers of alone) expect(() => derive(handlers)).not.to.throw();
    const several = orders();
    for (let at = 0; at < 8; at++)
      several.onInsert({ newImage: { prefix: `${at}`, [`a${at}`]: 'x' } }, function each() {});
    expect(derive(several).patterns.length).to.be.at.most(5);
  });
});

describe('The derived filters of several handlers', () => {
  it('are one where they want the same of other kinds of records', () => {
    class Both {
      @OnInsert({ newImage: { a: 'x' } }) added() {}
      @OnModify({ newImage: { a: 'x' } }) changed() {}
    }
    expect(derive(Both).patterns).to.deep.equal([
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { a: textOf('x') } } },
    ]);
  });

  it('are one where they differ in the values of one attribute', () => {
    class Each {
      @OnInsert({ newImage: { type: 'T', a: 'x' } }) x() {}
      @OnInsert({ newImage: { type: 'T', a: ['y', 1] } }) y() {}
    }
    const a = { $or: [...textOf('x', 'y').$or, ...numberOf('1').$or] };
    expect(derive(Each).patterns).to.deep.equal([
      { eventName: ['INSERT'], dynamodb: { NewImage: { type: textOf('T'), a } } },
    ]);
  });

  it('stay two where they differ in two', () => {
    class Each {
      @OnInsert({ newImage: { a: 'x', b: 'x' } }) x() {}
      @OnInsert({ newImage: { a: 'y', b: 'y' } }) y() {}
    }
    const { patterns, lets } = derive(Each);
    expect(patterns).to.have.length(2);
    expect(lets(insert({ pk: '1', a: 'x', b: 'y' }))).to.equal(false);
  });

  it('leave out what another one lets through anyway', () => {
    class Each {
      @OnInsert({ newImage: { a: 'x', b: 'x' } }) narrow() {}
      @OnAny({ newImage: { a: 'x' } }) wide() {}
    }
    // Of a REMOVE there is no new image in which a could be x.
    expect(derive(Each).patterns).to.deep.equal([
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { a: textOf('x') } } },
    ]);
  });

  it('are none where every record is wanted', () => {
    class Each {
      @OnInsert added() {}
      @OnModify changed() {}
      @OnRemove removed() {}
    }
    expect(derive(Each).patterns).to.deep.equal([]);
  });

  it('are none where no record passes what @Table and the handlers ask for, and say so', () => {
    @Table('Orders', { newImage: { type: 'ORDER' } })
    class Never {
      @OnRemove removed() {}
      @OnChange('a', { on: ['REMOVE'] }) gone() {}
    }
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const [source] = bootstrap(Never, { logger }).manifest.sources;
    expect(source?.filterCriteria.Filters).to.deep.equal([]);
    expect(source?.widened).to.deep.equal([
      'Never.removed, Never.gone: no record gets past @Table, so nothing is asked for and all of them pass',
    ]);
  });

  it('are not said to be widened by what another handler wants anyway', () => {
    class Each {
      @OnChange('status', { to: 'x' }) changed() {}
      @OnInsert({ newImage: { n: { numeric: ['>', 1] } } }) added() {}
      @OnModify modified() {}
      @OnChange('a') changedToo() {}
    }
    expect(derive(Each).widened).to.deep.equal([
      'Each.added: newImage.n: Lambda compares numbers as text, so every number passes',
    ]);
    class All extends Each {
      @OnAny log() {}
    }
    expect(derive(All)).to.deep.include({ patterns: [], widened: [] });
  });

  it("have what @Table's filter asks for, of each of them", () => {
    @Table('Orders', { newImage: { type: 'ORDER' } })
    class Each {
      @OnInsert({ newImage: { a: 'x' } }) added() {}
      @OnChange('status', { from: 'x' }) changed() {}
    }
    for (const { dynamodb } of derive(Each).patterns) expect(dynamodb.NewImage.type).to.deep.equal(textOf('ORDER'));
  });

  const many = (count: number, names: number) => {
    const handlers = orders();
    for (let at = 0; at < count; at++) {
      const [a, b] = [`a${at % names}`, `b${at}`];
      const keys = { [a]: `x${at}`, [b]: `y${at}` };
      const handler = () => undefined;
      if (at % 3 === 0) handlers.onInsert({ keys }, handler);
      else if (at % 3 === 1) handlers.onModify({ keys }, handler);
      else handlers.onRemove({ keys }, handler);
    }
    return handlers;
  };

  it('are at most five, with $or where more are needed, and none lost', () => {
    const { patterns, widened, lets } = derive(many(20, 20));
    expect(patterns).to.have.length(5);
    expect(widened).to.deep.equal([]);
    expect(lets(insert({ a18: 'x18', b18: 'y18' }, { keys: ['a18', 'b18'] }))).to.equal(true);
    expect(lets(insert({ a18: 'x18', b18: 'y17' }, { keys: ['a18', 'b18'] }))).to.equal(false);
  });

  it('are up to ten where AWS allows it', () => {
    expect(derive(many(20, 20), 10).patterns).to.have.length(10);
  });

  it('ask only for what they have in common where even that is too much, and say whose', () => {
    const handlers = many(400, 400);
    const { patterns, widened, lets } = derive(handlers);
    expect(patterns.length).to.be.at.most(5);
    for (const pattern of patterns) expect(JSON.stringify({ data: pattern }).length).to.be.at.most(4096);
    expect(widened.join()).to.match(/for want of filters/);
    for (let at = 0; at < 400; at++) {
      const keys = { [`a${at}`]: `x${at}`, [`b${at}`]: `y${at}` };
      const record = [
        insert,
        (item: object) => modify({ ...item, n: 1 }, { ...item, n: 2 }, { keys: Object.keys(keys) }),
        remove,
      ][at % 3];
      expect(lets(record?.(keys, { keys: Object.keys(keys) })), `${at}`).to.equal(true);
    }
  });

  it('keep alternatives apart of which Lambda would leave out one, each in a filter', () => {
    const $or = [
      { a: 'x', b: 'y' },
      { a: ['x', 'z'], b: ['y', 'w'] },
    ];
    const { patterns, widened } = derive(one((all, run) => all.onInsert({ newImage: { $or } }, run)));
    expect(patterns.map(({ dynamodb }) => dynamodb.NewImage)).to.deep.equal([
      { a: textOf('x'), b: textOf('y') },
      { a: textOf('x', 'z'), b: textOf('y', 'w') },
    ]);
    expect(widened).to.deep.equal([]);
  });

  it('do not ask for alternatives inside of an attribute of which Lambda would leave out one', () => {
    const $or = [
      { a: 'x', b: 'y' },
      { a: ['x', 'z'], b: ['y', 'w'] },
    ];
    const { patterns, widened } = derive(one((all, run) => all.onInsert({ newImage: { m: { $or }, n: 'x' } }, run)));
    expect(patterns).to.deep.equal([{ eventName: ['INSERT'], dynamodb: { NewImage: { n: textOf('x') } } }]);
    expect(widened).to.deep.equal(['Orders.one: what it asks of "m" would not be read as it is written']);
  });

  it('do not put two handlers into one pattern of which Lambda would leave out one', () => {
    const handlers = orders();
    const add = (newImage: object, at: number) =>
      handlers.onInsert({ newImage }, { [`h${at}`]() {} }[`h${at}`] ?? String);
    for (let at = 0; at < 6; at++) add({ a: [`x`, `x${at}`], b: ['y', `y${at}`] }, at);
    const { lets } = derive(handlers);
    const { patterns } = derive(handlers, 6);
    expect(patterns).to.have.length(6);
    expect(derive(handlers).patterns.map((pattern) => '$or' in pattern)).not.to.include(true);
    for (let at = 0; at < 6; at++)
      expect(lets(insert({ a: `x${at}`, b: `y${at}` }, { keys: ['a', 'b'] })), `${at}`).to.equal(true);
  });

  it('do not ask twice for a path that a dot in a name makes one', () => {
    const { patterns } = derive(one((all, run) => all.onInsert({ newImage: { 'a.L': 'x', a: 'y' } }, run)));
    expect(patterns).to.have.length(1);
    expect(Object.keys(patterns[0].dynamodb.NewImage)).to.have.length(1);
  });

  it('do not ask inside of $or for an attribute named as something that Lambda keeps for itself', () => {
    for (const name of ['prefix', 'regex', '=', 'date-before', 'ip-address-in-range']) {
      const { patterns } = derive(one((all, run) => all.onInsert({ newImage: { m: { [name]: ['x'] }, n: 'y' } }, run)));
      expect(patterns[0].dynamodb.NewImage, name).to.deep.equal({ n: textOf('y') });
    }
  });

  it('leave half of a character to the handler: Lambda compares bytes', () => {
    const { patterns, widened } = derive(
      one((all, run) =>
        all.onInsert({ newImage: { a: { prefix: '\ud83d' }, b: [{ 'anything-but': ['\ud83d', 'x'] }] } }, run),
      ),
    );
    const { a, b } = patterns[0].dynamodb.NewImage;
    expect(a).to.deep.equal(textOf({ exists: true }));
    expect(b.$or[0]).to.deep.equal({ S: [{ 'anything-but': ['x'] }] });
    expect(widened).to.deep.equal(['Orders.one: newImage.a: Lambda reads whole characters only, so every text passes']);
  });

  it('ask for values of many attributes, and then for lists of one at a time', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const all = Object.fromEntries(names.map((name) => [name, 'x']));
    const { lets, widened, patterns } = derive(one((each, run) => each.onInsert({ newImage: all }, run)));
    expect(patterns).to.have.length(1);
    expect(widened).to.deep.equal([
      'Orders.one: it asks of many attributes, so where one of them is a list or a set, the others are not looked at',
    ]);
    expect(lets(insert({ pk: '1', ...all }))).to.equal(true);
    for (const name of names) {
      expect(lets(insert({ pk: '1', ...all, [name]: 'y' })), name).to.equal(false);
      expect(lets(insert({ pk: '1', ...all, [name]: ['x'] })), name).to.equal(true);
    }
  });

  it('leave out a question that does not fit into a pattern', () => {
    const literals = Array.from({ length: 1000 }, (_, at) => `value ${at}`);
    const { patterns, widened } = derive(one((all, run) => all.onInsert({ newImage: { a: literals, b: 'x' } }, run)));
    expect(patterns).to.deep.equal([{ eventName: ['INSERT'], dynamodb: { NewImage: { b: textOf('x') } } }]);
    expect(widened).to.deep.equal(['Orders.one: what it asks of "a" is more than a filter can hold']);
  });

  it('leave room for what a mapping of a Kinesis data stream wraps them in', () => {
    const lengths = Array.from({ length: 60 }, (_, at) => {
      const [pattern] = derive(one((all, run) => all.onInsert({ keys: { pk: 'x'.repeat(3990 + at) } }, run))).patterns;
      return JSON.stringify({ data: pattern }).length;
    });
    expect(Math.max(...lengths)).to.equal(4096);
    // What is longer is not asked for.
    expect(lengths.at(-1)).to.be.below(100);
  });

  it('stay two where they would be too long as one', () => {
    for (let at = 0; at < 60; at++) {
      const keys = { pk: 'x'.repeat(3990 + at) };
      for (const maximum of [5, 10]) {
        const handlers = orders()
          .onInsert({ keys }, () => undefined)
          .onModify({ keys }, () => undefined)
          .onRemove({ keys, by: 'ttl' }, () => undefined);
        for (const pattern of derive(handlers, maximum).patterns)
          expect(JSON.stringify({ data: pattern }).length).to.be.at.most(4096);
      }
    }
  });
});

describe("The event source's filters", () => {
  const handlers = one((all, run) => all.onInsert({ newImage: { a: 'x' } }, run));
  const filtersOf = (eventSource: Parameters<typeof bootstrap>[1]) =>
    bootstrap(handlers, eventSource).manifest.sources[0]?.filterCriteria.Filters;

  it('are none where none are wanted', () => {
    expect(filtersOf({ eventSource: { filters: 'none' } })).to.deep.equal([]);
  });

  it('are those that were written instead', () => {
    const own = [{ eventName: ['REMOVE'] }];
    expect(filtersOf({ eventSource: { filters: own } })).to.deep.equal([{ Pattern: '{"eventName":["REMOVE"]}' }]);
  });

  it('are refused where they are more than AWS takes', () => {
    const own = Array.from({ length: 6 }, () => ({ eventName: ['REMOVE'] }));
    expect(() => filtersOf({ eventSource: { filters: own } })).to.throw(/found an array of 6, expected at most 5/);
    expect(filtersOf({ eventSource: { filters: own, maximumFilters: 6 } })).to.have.length(6);
  });
});

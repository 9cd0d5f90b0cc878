import { expect } from 'chai';
import { bootstrap, type InsertRecord, stream } from '../lib/index.js';
import { expire, insert, modify, remove } from '../lib/testing/index.js';
import { ranFor, refusal, valuesFor } from './decorators/observe.js';

interface Order {
  pk: string;
  status: string;
  note?: string;
}

const paid = { pk: 'A', status: 'PAID' };
const shipped = { pk: 'A', status: 'SHIPPED' };
const RECORDS = [insert(paid), modify(paid, shipped), remove(shipped), expire(shipped)];
const nothing = () => undefined;

/** Calls a method of a stream as plain JavaScript may. */
function call(target: object, method: string, ...args: unknown[]): unknown {
  const found: unknown = Reflect.get(target, method);
  if (typeof found !== 'function') throw new Error(`no method ${method}`);
  return Reflect.apply(found, target, args);
}

describe('stream()', () => {
  it('hears what the decorators of the same names hear', async () => {
    const orders = stream<Order>()
      .onInsert(function insertion() {})
      .onModify(function modification() {})
      .onRemove(function removal() {})
      .onAny(function any() {})
      .onChange('status', function change() {});
    expect(await ranFor(orders, RECORDS)).to.deep.equal([
      ['stream.insertion', 'stream.any'],
      ['stream.modification', 'stream.any', 'stream.change'],
      ['stream.removal', 'stream.any'],
      ['stream.removal', 'stream.any'],
    ]);
  });

  it('takes a filter before the handler', async () => {
    const orders = stream<Order>({ name: 'orders' })
      .onInsert({ newImage: { status: 'PAID' } }, function insertion() {})
      .onModify({ oldImage: { status: 'NEW' } }, function modification() {})
      .onRemove({ by: 'ttl' }, function removal() {})
      .onAny({ keys: { pk: { prefix: 'B' } } }, function any() {})
      .onChange(['status', 'note'], { from: 'PAID', to: 'SHIPPED' }, function change() {})
      .onChange('note', { on: ['REMOVE'], from: { exists: true } }, function noted() {})
      .onAny({ when: (record) => record.eventName === 'REMOVE' }, function when() {});
    const records = [...RECORDS, remove({ ...shipped, note: 'x' })];
    expect(await ranFor(orders, records)).to.deep.equal([
      ['orders.insertion'],
      ['orders.change'],
      ['orders.when'],
      ['orders.removal', 'orders.when'],
      ['orders.noted', 'orders.when'],
    ]);
  });

  it('gives each method the stream itself, to chain or not to chain', async () => {
    const orders = stream<Order>();
    expect(orders.onInsert(nothing)).to.equal(orders);
    expect(orders.onModify(nothing)).to.equal(orders);
    expect(orders.onRemove(nothing)).to.equal(orders);
    expect(orders.onAny(nothing)).to.equal(orders);
    expect(orders.onChange('status', nothing)).to.equal(orders);
    expect((await ranFor(orders, RECORDS)).map((ids) => ids.length)).to.deep.equal([2, 3, 2, 2]);
  });

  it('works with its methods taken apart', async () => {
    const { onInsert, onChange } = stream<Order>();
    const orders = onInsert(function first() {});
    expect(onChange('status', function second() {})).to.equal(orders);
    expect(await ranFor(orders, RECORDS)).to.deep.equal([['stream.first'], ['stream.second'], [], []]);
  });

  it('gives handlers the record and the context, and keeps what they return', async () => {
    const orders = stream<Order>({ name: 'orders' })
      .onInsert((record, { handler }) => [record.newImage, handler])
      .onInsert(async function later({ keys }: InsertRecord<Order>) {
        return keys;
      });
    expect(await valuesFor(orders, insert(paid))).to.deep.equal([
      [paid, { class: 'orders', method: 'OnInsert', id: 'orders.OnInsert' }],
      { pk: 'A' },
    ]);
  });

  it('runs a handler that is added twice for both', async () => {
    const handle = () => 'handled';
    const orders = stream<Order>()
      .onInsert({ newImage: { status: 'PAID' } }, handle)
      .onAny(handle);
    expect(await ranFor(orders, [insert(paid)])).to.deep.equal([['stream.handle', 'stream.handle#2']]);
  });

  it('names handlers after their functions, else after the method, and tells equal names apart', () => {
    const named = nothing;
    const orders = stream<Order>({ name: 'orders' })
      .onInsert(() => 1)
      .onInsert(() => 2)
      .onChange('status', () => 3)
      .onModify(named)
      .onRemove(nothing)
      .onRemove(async () => 4)
      .onInsert(() => 5);
    expect(bootstrap(orders).manifest.routes.map(({ id }) => id)).to.deep.equal([
      'orders.OnInsert',
      'orders.OnInsert#2',
      'orders.OnChange',
      'orders.nothing',
      'orders.nothing#2',
      'orders.OnRemove',
      'orders.OnInsert#3',
    ]);
  });

  it('gives ids that no two handlers share, however their functions are called', () => {
    const orders = stream<Order>();
    for (const name of ['x', 'x#2', 'x', 'x', 'x#2', 'x#2#2', 'x#3']) {
      orders.onInsert(Object.defineProperty(() => undefined, 'name', { value: name }));
    }
    const ids = bootstrap(orders).manifest.routes.map(({ id }) => id);
    expect(new Set(ids).size, ids.join()).to.equal(7);
  });

  it('hears one table, those that an expression names, or all', async () => {
    const tables = ['Orders', 'Orders-dev', 'Users'];
    const records = tables.map((table) => insert(paid, { table }));
    const heard = async (table?: string | RegExp | (() => string)) => {
      const ran = await ranFor((table ? stream({ table }) : stream()).onAny(nothing), records);
      return tables.filter((_, index) => ran[index]?.length);
    };
    expect(await heard('Orders')).to.deep.equal(['Orders']);
    expect(await heard(/^Orders/g)).to.deep.equal(['Orders', 'Orders-dev']);
    expect(await heard(() => 'Users')).to.deep.equal(['Users']);
    expect(await heard()).to.deep.equal(tables);
  });

  it('narrows every handler with its filter', async () => {
    const orders = stream<Order>({ filter: { newImage: { status: 'PAID' }, when: ({ keys }) => keys.pk !== 'C' } })
      .onInsert(function insertion() {})
      .onAny({ keys: { pk: 'B' } }, function any() {});
    const records = [insert(paid), insert({ ...paid, pk: 'B' }), insert({ ...paid, pk: 'C' }), insert(shipped)];
    expect(await ranFor(orders, records)).to.deep.equal([
      ['stream.insertion'],
      ['stream.insertion', 'stream.any'],
      [],
      [],
    ]);
  });

  it('may be given to several bootstraps', async () => {
    const orders = stream<Order>().onInsert(function handle() {});
    expect(await ranFor(orders, [insert(paid)])).to.deep.equal([['stream.handle']]);
    expect(await ranFor([orders, orders], [insert(paid)])).to.deep.equal([['stream.handle', 'stream#2.handle']]);
  });

  it('shows nobody how it is made', () => {
    expect(Object.keys(stream())).to.have.members(['onInsert', 'onModify', 'onRemove', 'onAny', 'onChange']);
  });
});

describe('What stream() refuses', () => {
  it('is an unknown option, by its name', () => {
    const message = refusal(() => Reflect.apply(stream, undefined, [{ tabel: 'Orders' }]));
    expect(message)
      .to.include('"tabel"')
      .and.match(/expected.*table.*filter|expected.*filter.*table/);
  });

  it('is options that are no object', () => {
    for (const options of [null, 'Orders', 42, ['Orders'], () => 'Orders']) {
      expect(refusal(() => Reflect.apply(stream, undefined, [options]))).to.match(/^stream: /);
    }
  });

  for (const method of ['onInsert', 'onModify', 'onRemove', 'onAny', 'onChange']) {
    it(`is a missing handler, at once and by the method's name: ${method}`, () => {
      const orders = stream({ name: 'orders' });
      for (const args of [[], [{}], ['status', {}], [nothing, {}], ['status', undefined], ['status', null]]) {
        const message = refusal(() => call(orders, method, ...args));
        expect(message.toLowerCase()).to.include(`orders.${method.toLowerCase()}`);
        expect(message).to.include('expected a function');
      }
    });
  }

  it('is a filter with an unknown key, by the name of the handler', () => {
    const orders = stream({ name: 'orders' });
    call(orders, 'onInsert', { newimage: {} }, function confirm() {});
    expect(refusal(() => bootstrap(orders))).to.match(/^orders\.confirm: found "newimage", expected.*newImage/);
  });

  it('is a handler where the filter stands', () => {
    const orders = stream({ name: 'orders' });
    call(orders, 'onInsert', nothing, function confirm() {});
    expect(refusal(() => bootstrap(orders))).to.match(/^orders\.confirm: found function/);
  });

  it('is a malformed filter or table of its own', () => {
    const make = (options: object) => () =>
      bootstrap(Object(call(Reflect.apply(stream, undefined, [{ name: 'orders', ...options }]), 'onAny', nothing)));
    for (const options of [{ table: '' }, { table: 42 }, { table: null }, { table: () => undefined }]) {
      expect(refusal(make(options))).to.match(/^orders: .*expected.*name/);
    }
    for (const filter of ['PAID', [], { by: 'ttl' }, { newImage: {} }, { when: 1 }]) {
      expect(refusal(make({ filter }))).to.match(/^orders: /);
    }
  });

  it('is to be bootstrapped without a handler', () => {
    expect(refusal(() => bootstrap(stream({ name: 'orders' })))).to.match(/^orders: found no handler/);
  });
});

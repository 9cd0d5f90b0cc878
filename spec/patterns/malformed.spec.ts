import { expect } from 'chai';
import { bootstrap, ConfigurationError, OnChange, OnInsert, type Pattern, stream, Table } from '../../lib/index.js';
import { silent } from '../records/views.js';

/** As a user without types, or with a pattern from elsewhere, may write it. */
const untyped = (pattern: unknown) => pattern as Pattern;

function refusal(pattern: unknown): Chai.Assertion {
  class Orders {
    @OnInsert({ newImage: untyped(pattern) })
    confirm() {}
  }
  return expect(() => bootstrap(Orders, { logger: silent }))
    .to.throw(ConfigurationError)
    .with.property('message');
}

const text = (pattern: unknown) =>
  JSON.stringify(pattern, (_, value) =>
    value === undefined || typeof value === 'function' || Number.isNaN(value) ? `(${String(value)})` : value,
  ) ?? String(pattern);

describe('a malformed pattern is refused, naming the method and the place in the pattern', () => {
  const malformed: [unknown, string][] = [
    [null, 'Orders.confirm.newImage:'],
    ['x', 'Orders.confirm.newImage:'],
    [[], 'Orders.confirm.newImage:'],
    [[{ a: 'x' }], 'Orders.confirm.newImage:'],
    [{}, 'Orders.confirm.newImage:'],
    [{ a: undefined }, 'Orders.confirm.newImage.a:'],
    [{ a: [] }, 'Orders.confirm.newImage.a:'],
    [{ a: {} }, 'Orders.confirm.newImage.a:'],
    [{ a: { b: {} } }, 'Orders.confirm.newImage.a.b:'],
    [{ a: { b: [undefined] } }, 'Orders.confirm.newImage.a.b[0]:'],
    [{ a: () => true }, 'Orders.confirm.newImage.a:'],
    [{ a: [['x']] }, 'Orders.confirm.newImage.a[0]:'],
    [{ a: [{}] }, 'Orders.confirm.newImage.a[0]'],
    [{ a: [Number.NaN] }, 'Orders.confirm.newImage.a[0]:'],
    [{ a: Number.POSITIVE_INFINITY }, 'Orders.confirm.newImage.a:'],
    [{ a: ['x', { prefx: 'y' }] }, 'Orders.confirm.newImage.a[1]: found keys [prefx]'],
    [{ a: [{ prefix: 1 }] }, 'Orders.confirm.newImage.a[0].prefix: found 1'],
    [{ a: { prefix: 1 } }, 'Orders.confirm.newImage.a.prefix: found 1'],
    [{ a: [{ prefix: ['x'] }] }, 'Orders.confirm.newImage.a[0].prefix:'],
    [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'Orders.confirm.newImage.a[0]:'],
    [{ a: [{ exists: 'yes' }] }, 'Orders.confirm.newImage.a[0].exists: found "yes"'],
    [{ a: { exists: 1 } }, 'Orders.confirm.newImage.a.exists: found 1'],
    [{ a: [{ exists: true, prefix: 'x' }] }, 'Orders.confirm.newImage.a[0]:'],
    [{ a: { exists: true, prefix: 'x' } }, 'Orders.confirm.newImage.a:'],
    [{ a: { wildcard: 'a**b' } }, 'Orders.confirm.newImage.a.wildcard: found "a**b"'],
    [{ a: { wildcard: 'a\\b' } }, 'Orders.confirm.newImage.a.wildcard:'],
    [{ a: { wildcard: 'a\\' } }, 'Orders.confirm.newImage.a.wildcard:'],
    [{ a: { 'anything-but': [] } }, 'Orders.confirm.newImage.a.anything-but:'],
    [{ a: { 'anything-but': {} } }, 'Orders.confirm.newImage.a.anything-but:'],
    [{ a: { 'anything-but': undefined } }, 'Orders.confirm.newImage.a.anything-but:'],
    [{ a: { 'anything-but': { exists: true } } }, 'Orders.confirm.newImage.a.anything-but'],
    [{ a: { 'anything-but': { numeric: ['=', 1] } } }, 'Orders.confirm.newImage.a.anything-but'],
    [{ a: { 'anything-but': { prefix: 1 } } }, 'Orders.confirm.newImage.a.anything-but.prefix:'],
    [{ a: { 'anything-but': { prefix: [] } } }, 'Orders.confirm.newImage.a.anything-but.prefix:'],
    [{ a: { 'anything-but': { prefix: ['x', 1] } } }, 'Orders.confirm.newImage.a.anything-but.prefix[1]: found 1'],
    [{ a: { 'anything-but': [['x']] } }, 'Orders.confirm.newImage.a.anything-but'],
    [{ a: [{ numeric: [] }] }, 'Orders.confirm.newImage.a[0].numeric:'],
    [{ a: [{ numeric: ['='] }] }, 'Orders.confirm.newImage.a[0].numeric:'],
    [{ a: [{ numeric: ['=>', 1] }] }, 'Orders.confirm.newImage.a[0].numeric: found "=>"'],
    [{ a: { numeric: ['=>', 1] } }, 'Orders.confirm.newImage.a.numeric: found "=>"'],
    [{ a: { numeric: ['>', '1'] } }, 'Orders.confirm.newImage.a.numeric: found "1"'],
    [{ a: { numeric: ['>', Number.NaN] } }, 'Orders.confirm.newImage.a.numeric:'],
    [{ a: { numeric: ['>', 1, '<'] } }, 'Orders.confirm.newImage.a.numeric:'],
    [{ a: { numeric: ['>', 1, 2, '<'] } }, 'Orders.confirm.newImage.a.numeric:'],
    [{ a: { numeric: ['>', 1, '<', 5, '=', 3] } }, 'Orders.confirm.newImage.a.numeric:'],
    [{ $or: [] }, 'Orders.confirm.newImage.$or:'],
    [{ $or: { a: 'x' } }, 'Orders.confirm.newImage.$or:'],
    [{ $or: [{ a: 'x' }, {}] }, 'Orders.confirm.newImage.$or[1]:'],
    [{ $or: [{ a: 'x' }, 'x'] }, 'Orders.confirm.newImage.$or[1]:'],
    [{ $or: [{ m: { $or: [{ b: [{ no: 1 }] }] } }] }, 'Orders.confirm.newImage.$or[0].m.$or[0].b[0]: found keys [no]'],
    [{ 'a.b': { c: [] } }, 'Orders.confirm.newImage["a.b"].c:'],
    [{ a: new Date(0) }, 'Orders.confirm.newImage.a:'],
    [{ a: /x/ }, 'Orders.confirm.newImage.a:'],
    [{ a: new Set(['x']) }, 'Orders.confirm.newImage.a:'],
    [{ a: new Uint8Array([1]) }, 'Orders.confirm.newImage.a:'],
  ];
  for (const [pattern, where] of malformed) {
    it(text(pattern), () =>
      refusal(pattern)
        .that.includes(where)
        .and.match(/found .*expected /),
    );
  }
});

describe('a malformed pattern', () => {
  const bad = untyped({ a: [] });

  it('is refused in every place where a pattern can stand', () => {
    class Orders {
      @OnChange('status', { keys: bad })
      shipped() {}
    }
    @Table('Orders', { oldImage: bad })
    class Narrowed {
      @OnInsert
      added() {}
    }
    class Ends {
      @OnChange('status', { from: [] })
      left() {}
    }
    expect(() => bootstrap(Orders)).to.throw(ConfigurationError, 'Orders.shipped.keys.a:');
    expect(() => bootstrap(Narrowed))
      .to.throw(ConfigurationError, 'Narrowed')
      .with.property('message')
      .that.includes('oldImage.a:');
    expect(() => bootstrap(Ends)).to.throw(ConfigurationError, 'Ends.left.from:');
  });

  it('of a stream is refused by its name and its function', () => {
    const handlers = stream({ name: 'orders' }).onModify({ newImage: bad }, function confirm() {});
    expect(() => bootstrap(handlers)).to.throw(ConfigurationError, 'orders.confirm.newImage.a:');
  });
});

import { expect } from 'chai';
import { routeWords } from '../../../lib/deploy/graph/route-words.js';
import { bootstrap, OnAny, OnChange, OnInsert, OnModify, OnRemove, Table } from '../../../lib/index.js';

function words(handlers: Parameters<typeof bootstrap>[0]): string[][] {
  return bootstrap(handlers).manifest.routes.map(routeWords);
}

describe('a decorator in words', () => {
  it('names the events', () => {
    class Orders {
      @OnInsert a() {}
      @OnAny b() {}
      @OnChange('x', { on: ['INSERT', 'REMOVE'] }) c() {}
      @OnRemove({ by: 'ttl' }) d() {}
      @OnRemove({ by: 'user' }) e() {}
    }
    expect(words(Orders)).to.deep.equal([
      ['INSERT'],
      ['INSERT, MODIFY or REMOVE'],
      ['INSERT or REMOVE', 'x changes'],
      ['REMOVE', 'expired (TTL)'],
      ['REMOVE', 'deleted, not expired'],
    ]);
  });

  it('tells the change of a path', () => {
    class Orders {
      @OnChange('status', { to: 'SHIPPED' }) a() {}
      @OnChange('status', { from: ['PAID', 'PLACED'], to: 'SHIPPED' }) b() {}
      @OnChange(['a', 'b', 'c["d.e"]'], { from: { exists: false } }) c() {}
      @OnChange('total', { from: { numeric: ['<', 10n] }, to: [{ prefix: 'x' }, { exists: true }] }) d() {}
    }
    expect(words(Orders)).to.deep.equal([
      ['MODIFY', 'status to "SHIPPED"'],
      ['MODIFY', 'status from "PAID" or "PLACED" to "SHIPPED"'],
      ['MODIFY', 'a, b or c["d.e"] from missing'],
      ['MODIFY', 'total from what is below 10 to what begins with "x" or any value'],
    ]);
  });

  for (const [pattern, phrase] of [
    [{ a: 'x' }, 'new a is "x"'],
    [{ a: ['x', 1, true, null] }, 'new a is "x" or 1 or true or null'],
    [{ a: [12345678901234567890n] }, 'new a is 12345678901234567890'],
    [{ a: { prefix: 'x' } }, 'new a begins with "x"'],
    [{ a: [{ suffix: 'x' }, 'y'] }, 'new a is "y" or ends with "x"'],
    [{ a: { wildcard: 'x*y' } }, 'new a is like "x*y"'],
    [{ a: { 'equals-ignore-case': 'x' } }, 'new a is "x" in any case'],
    [{ a: { 'anything-but': ['x', 'y'] } }, 'new a is anything but "x" or "y"'],
    [{ a: { 'anything-but': { prefix: 'x' } } }, 'new a does not begin with "x"'],
    [{ a: { 'anything-but': { prefix: ['x', 'y'] } } }, 'new a does not begin with "x" or "y"'],
    [{ a: { 'anything-but': { suffix: 'x' } } }, 'new a does not end with "x"'],
    [{ a: { 'anything-but': { wildcard: 'x*' } } }, 'new a is not like "x*"'],
    [{ a: { 'anything-but': { 'equals-ignore-case': 'x' } } }, 'new a is not "x" in any case'],
    [{ a: { numeric: ['=', 5] } }, 'new a is 5'],
    [{ a: { numeric: ['>', 1, '<=', 5] } }, 'new a is above 1 and at most 5'],
    [{ a: { numeric: ['>=', 1, '<', 5n] } }, 'new a is at least 1 and below 5'],
    [{ a: { exists: true } }, 'new a is present'],
    [{ a: { exists: false } }, 'new a is missing'],
    [{ a: { b: { 'c.d': ['x'] }, e: 1 } }, 'new a.b["c.d"] is "x" and new a.e is 1'],
    [{ $or: [{ a: 1, b: 2 }, { c: 3 }] }, '(new a is 1 and new b is 2) or new c is 3'],
    [{ a: ['1', '2', '3', '4', '5', '6', '7', '8'] }, 'new a is "1" or "2" or "3" or "4" or "5" or "6" or 2 others'],
    [{ a: 'x'.repeat(100) }, `new a is "${'x'.repeat(40)}…"`],
  ] as const) {
    it(`tells a pattern: ${phrase}`, () => {
      class Orders {
        @OnInsert({ newImage: pattern }) a() {}
      }
      expect(words(Orders)).to.deep.equal([['INSERT', phrase]]);
    });
  }

  it('tells what is asked of the item, whichever image it is in', () => {
    @Table('Shop', { item: { type: 'ORDER' } })
    class Orders {
      @OnAny({ item: { $or: [{ status: 'PAID' }, { total: { numeric: ['>', 5] } }] } }) a() {}
      @OnRemove b() {}
    }
    expect(words(Orders)).to.deep.equal([
      ['INSERT, MODIFY or REMOVE', 'item status is "PAID" or item total is above 5', 'item type is "ORDER"'],
      ['REMOVE', 'item type is "ORDER"'],
    ]);
  });

  it('tells images and keys apart, what the table asks for once, and that a function decides', () => {
    @Table('Orders', { keys: { pk: { prefix: 'ORDER#' } } })
    class Orders {
      @OnModify({ keys: { pk: { prefix: 'ORDER#' } }, oldImage: { a: 1 }, newImage: { a: 2 }, when: () => true }) a() {}
    }
    expect(words(Orders)).to.deep.equal([
      ['MODIFY', 'key pk begins with "ORDER#"', 'old a is 1', 'new a is 2', 'and a function decides'],
    ]);
  });
});

import { expect } from 'chai';
import { OnAny, OnInsert, type Pattern, stream, Table } from '../../lib/index.js';
import { warnedOf } from '../warned.js';

const ofNewImage = (newImage: unknown) =>
  warnedOf(stream().onInsert({ newImage: newImage as Pattern }, () => undefined));

describe('a lone matcher whose name is misspelled', () => {
  for (const [name, operand, matcher] of [
    ['prefx', 'ORDER#', 'prefix'],
    ['Prefix', 'ORDER#', 'prefix'],
    ['suffx', '#1', 'suffix'],
    ['wildcards', '*@example.com', 'wildcard'],
    ['anythingBut', ['PAID'], 'anything-but'],
    ['anything_but', { prefix: 'ORDER#' }, 'anything-but'],
    ['equalsIgnoreCase', 'paid', 'equals-ignore-case'],
    ['numreic', ['>', 100], 'numeric'],
    ['exist', false, 'exists'],
  ] as const) {
    it(`is warned about, since it is a pattern too: ${name}`, () => {
      expect(ofNewImage({ status: { [name]: operand } })).to.deep.equal([
        `onstream: stream.OnInsert.newImage.status: found ${name}, which is taken for an attribute inside of a map, ` +
          `expected ${matcher} if it is a matcher`,
      ]);
    });
  }

  it('is warned about in what is asked of the item, too', () => {
    @Table('Orders', { item: { type: { prefx: 'ORDER' } } })
    class Orders {
      @OnAny({ item: { status: { S: ['PAID'] } } }) any() {}
    }
    expect(warnedOf(Orders).map((warning) => warning.split(': found')[0])).to.deep.equal([
      'onstream: Orders.any.item.status',
      'onstream: Orders: @Table.item.type',
    ]);
  });

  it('is what values are wrapped in where Lambda filters, too', () => {
    for (const pattern of [{ status: { S: ['PAID'] } }, { lines: { L: { M: { sku: { S: 'A' } } } } }])
      expect(ofNewImage(pattern)).to.have.length(1);
    expect(ofNewImage({ address: { zip: { S: ['1015'] } } })).to.deep.equal([
      'onstream: stream.OnInsert.newImage.address.zip: found S, which is taken for an attribute inside of a map, ' +
        'expected the value without its type, if that is what it is',
    ]);
  });

  it('is found inside of maps and of $or, in every pattern of a filter, and told once', () => {
    const pattern = { $or: [{ a: 'x' }, { address: { zip: { prefx: '10' } } }] };
    @Table('Orders', { keys: { pk: { sufix: '1' } } })
    class Orders {
      @OnAny({ oldImage: pattern, newImage: pattern }) audit() {}
      @OnInsert confirm() {}
    }
    const places = warnedOf(Orders).map((warning) => /^onstream: (.*): found/.exec(warning)?.[1]);
    expect(places).to.deep.equal([
      'Orders.audit.newImage.$or[1].address.zip',
      'Orders.audit.oldImage.$or[1].address.zip',
      'Orders: @Table.keys.pk',
    ]);
  });
});

describe('what is no misspelled matcher is not warned about', () => {
  for (const [what, pattern] of [
    ['a matcher', { a: { prefix: 'x' } }],
    ['a map with another attribute', { address: { city: 'NL' } }],
    ['a map with several attributes', { phone: { prefx: '+31', number: '1' } }],
    ['an attribute of the item', { prefx: 'x' }],
    ['a list of values', { phone: { prefx: ['+31'] } }],
  ] as const) {
    it(what, () => {
      expect(ofNewImage(pattern)).to.deep.equal([]);
    });
  }
});

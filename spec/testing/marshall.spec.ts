import { runInNewContext } from 'node:vm';
import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import { marshallItem } from '../../lib/testing/marshall.js';

const marshalled = (value: unknown) => marshallItem({ value }, 'item').value;

describe('marshallItem', () => {
  it('wraps each kind of value in its type', () => {
    const item = { s: 'x', empty: '', t: true, f: false, z: null, m: { l: [1, { s: 'y' }, []] } };
    expect(marshallItem(item, 'item')).to.deep.equal({
      s: { S: 'x' },
      empty: { S: '' },
      t: { BOOL: true },
      f: { BOOL: false },
      z: { NULL: true },
      m: { M: { l: { L: [{ N: '1' }, { M: { s: { S: 'y' } } }, { L: [] }] } } },
    });
  });

  const numbers: [number | bigint | InstanceType<typeof NumberValueImpl>, string][] = [
    [42, '42'],
    [-1.5, '-1.5'],
    [-0, '0'],
    [1e21, '1000000000000000000000'],
    [-1.25e22, '-12500000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
    [2 ** 53, '9007199254740992'],
    [9007199254740993n, '9007199254740993'],
    [-(10n ** 37n) - 1n, '-10000000000000000000000000000000000001'],
    [new NumberValueImpl('0.12345678901234567890123456789012345678'), '0.12345678901234567890123456789012345678'],
    [new NumberValueImpl('1.0'), '1'],
    [new NumberValueImpl('-1.5E+3'), '-1500'],
    [new NumberValueImpl('-0'), '0'],
    [new NumberValueImpl('0012.500'), '12.5'],
  ];
  for (const [number, text] of numbers) {
    it(`writes the ${typeof number} ${number} as DynamoDB writes ${text}`, () => {
      expect(marshalled(number)).to.deep.equal({ N: text });
    });
  }

  it('writes binary as base64 text, and of a Buffer only its own part of the pool', () => {
    expect(marshalled(new Uint8Array([1, 2, 255]))).to.deep.equal({ B: 'AQL/' });
    expect(marshalled(Buffer.from('foobar'))).to.deep.equal({ B: 'Zm9vYmFy' });
    expect(marshalled(Buffer.from('xfoobarx').subarray(1, 7))).to.deep.equal({ B: 'Zm9vYmFy' });
    expect(marshalled(new Uint8Array())).to.deep.equal({ B: '' });
  });

  it('makes a set of what a Set holds', () => {
    expect(marshalled(new Set(['a', 'b', '']))).to.deep.equal({ SS: ['a', 'b', ''] });
    expect(marshalled(new Set([1, 2n ** 60n, new NumberValueImpl('0.1')]))).to.deep.equal({
      NS: ['1', '1152921504606846976', '0.1'],
    });
    expect(marshalled(new Set([Buffer.from('foo'), new Uint8Array()]))).to.deep.equal({ BS: ['Zm9v', ''] });
  });

  it('writes an element of a set once, though JavaScript holds it to be two', () => {
    expect(marshalled(new Set([1, 1n, 2]))).to.deep.equal({ NS: ['1', '2'] });
    expect(marshalled(new Set([Buffer.from('foo'), Buffer.from('foo')]))).to.deep.equal({ BS: ['Zm9v'] });
  });

  it('leaves out what is undefined, wherever it is', () => {
    const item = { a: undefined, m: { b: undefined }, l: [undefined, 1], s: new Set([undefined, 'x']) };
    expect(marshallItem(item, 'item')).to.deep.equal({ m: { M: {} }, l: { L: [{ N: '1' }] }, s: { SS: ['x'] } });
  });

  it('keeps attributes named like members of Object.prototype, and the prototype', () => {
    const item: object = JSON.parse('{"__proto__": 1, "constructor": {"__proto__": "x"}}');
    const attributes = marshallItem(item, 'item');
    expect(JSON.stringify(attributes)).to.equal('{"__proto__":{"N":"1"},"constructor":{"M":{"__proto__":{"S":"x"}}}}');
    expect(Object.getPrototypeOf(attributes)).to.equal(Object.prototype);
  });

  it('takes objects without a prototype and objects of another realm', () => {
    expect(marshalled(Object.assign(Object.create(null), { a: 1 }))).to.deep.equal({ M: { a: { N: '1' } } });
    expect(marshalled(runInNewContext('({ a: [1] })'))).to.deep.equal({ M: { a: { L: [{ N: '1' }] } } });
  });

  class Money {
    readonly amount = 1;
  }
  const refused: [string, unknown][] = [
    ['NaN', Number.NaN],
    ['Infinity', Number.NEGATIVE_INFINITY],
    ['an instance of Date', new Date()],
    ['an instance of Money', new Money()],
    ['an instance of Map', new Map()],
    ['handler', function handler() {}],
    ['Symbol(x)', Symbol('x')],
    ['an empty Set', new Set()],
    ['an empty Set', new Set([undefined])],
    ['a Set of S and N', new Set(['a', 1])],
    ['a Set of BOOL', new Set([true])],
    ['a Set of L', new Set([[1]])],
  ];
  for (const [what, value] of refused) {
    it(`refuses ${what}, and says where it is`, () => {
      const refuse = () => marshallItem({ lines: [1, { 'unit.price': value }] }, 'insert: item');
      expect(refuse).to.throw(ConfigurationError, 'insert: item.lines[1]["unit.price"]: found ');
      expect(refuse).to.throw(what);
    });
  }

  it('refuses an item that is no plain object', () => {
    expect(() => marshallItem([1], 'insert: item')).to.throw(ConfigurationError, 'insert: item: found');
    expect(() => marshallItem(new Money(), 'insert: item')).to.throw(ConfigurationError, 'an instance of Money');
    expect(() => marshallItem('x', 'insert: item')).to.throw(ConfigurationError, 'found "x"');
  });
});

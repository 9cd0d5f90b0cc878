import { expect } from 'chai';
import { compileFilterPattern } from '../../../lib/local/filters/match-filter.js';

const matches = (pattern: unknown, event: unknown) => compileFilterPattern(pattern)(event);
const image = (NewImage: unknown) => ({ eventName: 'MODIFY', dynamodb: { NewImage } });
const onImage = (NewImage: unknown) => ({ dynamodb: { NewImage } });

describe('a Lambda filter pattern', () => {
  it('sees the typed wrappers: without the S nothing matches', () => {
    const event = image({ status: { S: 'PAID' } });
    expect(matches(onImage({ status: { S: ['PAID'] } }), event)).to.equal(true);
    expect(matches(onImage({ status: ['PAID'] }), event)).to.equal(false);
  });

  it('never matches the number of an item with numeric, since the wire value is text', () => {
    const event = image({ total: { N: '42' } });
    expect(matches(onImage({ total: { N: [{ numeric: ['>', 0] }] } }), event)).to.equal(false);
    expect(matches(onImage({ total: { N: [42] } }), event)).to.equal(false);
    expect(matches(onImage({ total: { N: ['42'] } }), event)).to.equal(true);
    expect(matches(onImage({ total: { N: ['42.0'] } }), event)).to.equal(false);
  });

  it('takes numeric on ApproximateCreationDateTime, which is a number', () => {
    const event = { dynamodb: { ApproximateCreationDateTime: 1_700_000_000.5 } };
    const at = (range: unknown[]) =>
      matches({ dynamodb: { ApproximateCreationDateTime: [{ numeric: range }] } }, event);
    expect(at(['>', 1_700_000_000, '<=', 1_700_000_001])).to.equal(true);
    expect(at(['<', 1_700_000_000])).to.equal(false);
    expect(at(['=', 1_700_000_000.5])).to.equal(true);
  });

  describe('with exists, which works on leaves only', () => {
    const some = image({ a: { S: 'x' } });
    const none = image({ b: { S: 'x' } });

    it('matches every record where an attribute shall not exist, with the attribute or without', () => {
      const pattern = onImage({ a: [{ exists: false }] });
      expect(matches(pattern, some)).to.equal(true);
      expect(matches(pattern, none)).to.equal(true);
    });

    it('matches none where an attribute shall exist', () => {
      const pattern = onImage({ a: [{ exists: true }] });
      expect(matches(pattern, some)).to.equal(false);
      expect(matches(pattern, none)).to.equal(false);
    });

    it('tells the typed leaf', () => {
      expect(matches(onImage({ a: { S: [{ exists: true }] } }), some)).to.equal(true);
      expect(matches(onImage({ a: { S: [{ exists: true }] } }), none)).to.equal(false);
      expect(matches(onImage({ a: { S: [{ exists: false }] } }), some)).to.equal(false);
      expect(matches(onImage({ a: { S: [{ exists: false }] } }), none)).to.equal(true);
      expect(matches(onImage({ a: { S: [{ exists: false }, 'x'] } }), some)).to.equal(true);
    });
  });

  it('does not match anything-but where the field is missing', () => {
    const pattern = onImage({ status: { S: [{ 'anything-but': ['DRAFT'] }] } });
    expect(matches(pattern, image({ status: { S: 'PAID' } }))).to.equal(true);
    expect(matches(pattern, image({ status: { S: 'DRAFT' } }))).to.equal(false);
    expect(matches(pattern, image({}))).to.equal(false);
  });

  it('matches an array if one element does', () => {
    expect(matches(onImage({ tags: { SS: ['y'] } }), image({ tags: { SS: ['x', 'y'] } }))).to.equal(true);
    expect(matches(onImage({ list: { L: { S: ['y'] } } }), image({ list: { L: [{ S: 'x' }, { S: 'y' }] } }))).to.equal(
      true,
    );
    expect(matches(onImage({ list: { L: { S: ['z'] } } }), image({ list: { L: [{ S: 'x' }] } }))).to.equal(false);
  });

  it('takes anything-but on a set for "some element is different"', () => {
    const pattern = onImage({ tags: { SS: [{ 'anything-but': 'x' }] } });
    expect(matches(pattern, image({ tags: { SS: ['x', 'y'] } }))).to.equal(true);
    expect(matches(pattern, image({ tags: { SS: ['x'] } }))).to.equal(false);
  });

  it('wants what several leaves ask of a list in one of its elements', () => {
    const pattern = onImage({ lines: { L: { M: { sku: { S: ['a'] }, state: { S: ['open'] } } } } });
    const line = (sku: string, state: string) => ({ M: { sku: { S: sku }, state: { S: state } } });
    expect(matches(pattern, image({ lines: { L: [line('b', 'open'), line('a', 'open')] } }))).to.equal(true);
    expect(matches(pattern, image({ lines: { L: [line('a', 'done'), line('b', 'open')] } }))).to.equal(false);
  });

  it('takes for absent what is in other elements of a list only', () => {
    const pattern = onImage({ lines: { L: { M: { sku: { S: ['a'] }, state: { S: [{ exists: false }] } } } } });
    const line = (sku: string, state?: string) => ({ M: { sku: { S: sku }, ...(state && { state: { S: state } }) } });
    expect(matches(pattern, image({ lines: { L: [line('a'), line('b', 'open')] } }))).to.equal(true);
    expect(matches(pattern, image({ lines: { L: [line('a', 'open'), line('b')] } }))).to.equal(false);
  });

  it('looks for what is absent in the order of the names: with no element chosen, in all of them', () => {
    const line = (sku: string, state: string) => ({ sku: { S: sku }, ...(state && { state: { S: state } }) });
    const lines = { L: [{ M: line('a', '') }, { M: line('b', 'open') }] };
    const pattern = onImage({ lines: { L: { M: { sku: { S: [{ exists: false }] }, state: { S: ['open'] } } } } });
    expect(
      matches(pattern, image({ lines: { L: [{ M: { sku: { S: 'a' } } }, { M: { state: { S: 'open' } } }] } })),
    ).to.equal(false);
    expect(matches(pattern, image({ lines }))).to.equal(false);
  });

  it('takes whole patterns in $or, across types', () => {
    const pattern = onImage({ $or: [{ a: { S: ['x'] } }, { a: { N: ['1'] } }] });
    expect(matches(pattern, image({ a: { S: 'x' } }))).to.equal(true);
    expect(matches(pattern, image({ a: { N: '1' } }))).to.equal(true);
    expect(matches(pattern, image({ a: { N: '2' } }))).to.equal(false);
  });

  it('combines $or with what stands beside it', () => {
    const pattern = { eventName: ['INSERT'], $or: [{ a: [1] }, { b: [2] }] };
    expect(matches(pattern, { eventName: 'INSERT', b: 2 })).to.equal(true);
    expect(matches(pattern, { eventName: 'MODIFY', b: 2 })).to.equal(false);
    expect(matches(pattern, { eventName: 'INSERT', b: 1 })).to.equal(false);
  });

  it('joins names with dots: a key "a.b" and a nested a, b match each other', () => {
    expect(matches({ a: { b: ['x'] } }, { 'a.b': 'x' })).to.equal(true);
    expect(matches({ 'a.b': ['x'] }, { a: { b: 'x' } })).to.equal(true);
    expect(matches({ a: { b: { c: ['x'] } } }, { 'a.b': { c: 'x' } })).to.equal(true);
    expect(matches({ a: { b: { c: ['x'] } } }, { a: { 'b.c': 'x' } })).to.equal(true);
    expect(matches({ a: { b: ['x'] } }, { a: 'x' })).to.equal(false);
  });

  it('looks at own keys only', () => {
    expect(matches({ constructor: { name: ['Object'] } }, {})).to.equal(false);
    expect(matches({ toString: [{ exists: false }] }, {})).to.equal(true);
  });

  const scalars: readonly [pattern: unknown, matching: unknown[], other: unknown[]][] = [
    ['x', ['x'], ['X', '', 1, null, true]],
    [null, [null], ['null', false, 0]],
    [true, [true], [false, 'true', 1]],
    [1.5, [1.5], ['1.5', 1]],
    [{ prefix: 'ab' }, ['ab', 'abc'], ['a', 'cab', 1]],
    [{ prefix: { 'equals-ignore-case': 'aB' } }, ['ABc', 'abc'], ['b']],
    [{ suffix: 'yz' }, ['yz', 'xyz'], ['z', 'yza']],
    [{ suffix: { 'equals-ignore-case': 'YZ' } }, ['xyz'], ['yza']],
    [{ 'equals-ignore-case': 'Abc' }, ['aBC', 'abc'], ['abcd', 1]],
    [{ 'equals-ignore-case': 'k' }, ['k', 'K'], ['\u212a']],
    [{ 'equals-ignore-case': 'ß' }, ['ß', 'SS'], ['ss', 'ẞ']],
    [{ 'equals-ignore-case': '😀' }, [], ['😀']],
    [{ suffix: { 'equals-ignore-case': 'ß' } }, ['xß', 'xSS'], ['xs']],
    [{ exactly: 'x' }, ['x'], ['y']],
    [{ wildcard: 'a*c*e' }, ['ace', 'abcde', 'aXcYe', 'acce'], ['ac', 'ae', 'ace!']],
    [{ wildcard: '\\*\\\\*' }, ['*\\', '*\\x'], ['x\\', '*x']],
    [{ wildcard: 'ab*ba' }, ['abba', 'abxba'], ['aba']],
    [{ 'anything-but': 'x' }, ['y', 1, null, true], ['x']],
    [{ 'anything-but': ['x', 'y'] }, ['z', 1], ['x', 'y']],
    [{ 'anything-but': [1, 2] }, [3, '1', 'x'], [1, 2]],
    [{ 'anything-but': { prefix: 'a' } }, ['b', 1], ['ab']],
    [{ 'anything-but': { prefix: ['a', 'b'] } }, ['c'], ['ab', 'b']],
    [{ 'anything-but': { suffix: 'a' } }, ['ab'], ['ba']],
    [{ 'anything-but': { 'equals-ignore-case': ['A', 'b'] } }, ['c'], ['a', 'B']],
    [{ 'anything-but': { wildcard: 'a*b' } }, ['ac'], ['ab', 'axb']],
    [{ numeric: ['>=', 1, '<', 3] }, [1, 2.9], [0, 3, '2']],
    [{ numeric: ['<=', -1] }, [-1, -2], [0]],
    [{ cidr: '10.0.0.0/24' }, ['10.0.0.0', '10.0.0.255'], ['10.0.1.0', 'x', 10]],
    [{ cidr: '2001:db8::/32' }, ['2001:db8:0:1::'], ['2001:db9::', '10.0.0.1']],
    ['::1', ['::1', '0:0:0:0:0:0:0:1'], ['::2']],
  ];
  for (const [pattern, matching, other] of scalars) {
    it(`matches ${JSON.stringify(matching)} with [${JSON.stringify(pattern)}], but not ${JSON.stringify(other)}`, () => {
      const test = compileFilterPattern({ value: [pattern] });
      for (const value of matching) expect(test({ value }), JSON.stringify(value)).to.equal(true);
      for (const value of other) expect(test({ value }), JSON.stringify(value)).to.equal(false);
    });
  }

  const refused: readonly [string, unknown][] = [
    ['text', 'x'],
    ['an array', []],
    ['an empty object', {}],
    ['an empty object inside', { a: {} }],
    ['an empty array', { a: [] }],
    ['a value outside of an array', { a: 'x' }],
    ['null outside of an array', { a: null }],
    ['an array in an array', { a: [['x']] }],
    ['an empty match expression', { a: [{}] }],
    ['two matchers in one expression', { a: [{ prefix: 'x', suffix: 'y' }] }],
    ['an unknown matcher', { a: [{ prefx: 'x' }] }],
    ['a prefix that is no text', { a: [{ prefix: 1 }] }],
    ['a prefix of something else', { a: [{ prefix: { wildcard: 'x' } }] }],
    ['exists with text', { a: [{ exists: 'true' }] }],
    ['anything-but of mixed types', { a: [{ 'anything-but': ['x', 1] }] }],
    ['anything-but of nothing', { a: [{ 'anything-but': [] }] }],
    ['anything-but null', { a: [{ 'anything-but': null }] }],
    ['anything-but an empty prefix', { a: [{ 'anything-but': { prefix: '' } }] }],
    ['anything-but numeric', { a: [{ 'anything-but': { numeric: ['>', 1] } }] }],
    ['numeric without an array', { a: [{ numeric: '>' }] }],
    ['numeric with an unknown operator', { a: [{ numeric: ['!=', 1] }] }],
    ['numeric with text', { a: [{ numeric: ['>', '1'] }] }],
    ['numeric with a range upside down', { a: [{ numeric: ['<', 1, '>', 0] }] }],
    ['numeric with a range of one number', { a: [{ numeric: ['>=', 1, '<=', 1] }] }],
    ['numeric with three members', { a: [{ numeric: ['>', 1, '<'] }] }],
    ['numeric with too many', { a: [{ numeric: ['=', 1, '=', 1] }] }],
    ['two stars in a row', { a: [{ wildcard: 'x**' }] }],
    ['a lone backslash', { a: [{ wildcard: 'x\\y' }] }],
    ['a trailing backslash', { a: [{ wildcard: 'x\\' }] }],
    ['a block that is none', { a: [{ cidr: '10.0.0.0/33' }] }],
    ['a block of one address', { a: [{ cidr: '10.0.0.1/32' }] }],
    ['a block without a mask', { a: [{ cidr: '10.0.0.1' }] }],
    ['anything-but none of some prefixes', { a: [{ 'anything-but': { prefix: [] } }] }],
    ['$or with a name that is kept', { $or: [{ regex: ['x'] }, { a: ['x'] }] }],
    ['$or with one pattern', { $or: [{ a: ['x'] }] }],
    ['$or without an array', { $or: { a: ['x'] } }],
    ['$or with a matcher for a pattern', { a: { $or: [{ prefix: ['x'] }, { suffix: ['y'] }] } }],
  ];
  for (const [what, pattern] of refused) {
    it(`is refused with AWS's own message for ${what}`, () => {
      expect(() => compileFilterPattern(pattern)).to.throw('Invalid filter pattern definition.');
    });
  }
});

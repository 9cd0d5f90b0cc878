import assert from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import type { AttributeMap, AttributeValue } from '../../lib/index.js';
import { attributeName, HOSTILE_NAMES, images, values } from './arbitraries.js';
import { warm, warmLayouts } from './fresh-layouts.js';
import { modelOfImage } from './model.js';

const marked = (text: string) => `number ${text}`;
const value = values();
const names = fc.uniqueArray(attributeName, { minLength: 1, maxLength: 6 });
const withNames = (given: readonly string[]) => fc.array(value, { minLength: given.length, maxLength: given.length });

function imageOf(attributes: readonly string[], contents: readonly AttributeValue[]): AttributeMap {
  return Object.fromEntries(attributes.map((name, index) => [name, contents[index] ?? { NULL: true }]));
}

describe('an item whose layout was read many times before', () => {
  it('is read right with other values, of other types, under the same names', () => {
    const pair = names.chain((given) =>
      fc.tuple(withNames(given), withNames(given)).map((both) => both.map((contents) => imageOf(given, contents))),
    );
    fc.assert(
      fc.property(pair, ([before = {}, after = {}]) => {
        const layouts = warmLayouts(marked, before);
        for (const image of [before, after, before]) assertReads(layouts, image);
      }),
      { numRuns: 150 },
    );
  });

  it('is read right when types change deep inside, after the inner layouts were read as often', () => {
    const inner = names.chain((given) =>
      fc.tuple(withNames(given), withNames(given)).map((both) => both.map((contents) => imageOf(given, contents))),
    );
    fc.assert(
      fc.property(inner, fc.constantFrom(...HOSTILE_NAMES), value, ([before = {}, after = {}], name, other) => {
        const around = (M: AttributeMap): AttributeMap => imageOf([name, 'list'], [{ M }, { L: [{ M }, { M }] }]);
        const layouts = warmLayouts(marked, around(before));
        for (const image of [around(after), imageOf([name, 'list'], [other, other]), around(before)]) {
          assertReads(layouts, image);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('is not confused with layouts that differ in their order or in a name', () => {
    fc.assert(
      fc.property(names, fc.array(value, { minLength: 6, maxLength: 6 }), attributeName, (given, contents, name) => {
        const image = imageOf(given, contents);
        const others = [
          imageOf([...given].reverse(), contents),
          imageOf(given.slice(1), contents),
          imageOf(given.slice(0, -1), contents),
          imageOf([...given, name], contents),
          imageOf([name, ...given.slice(1)], contents),
          imageOf([given.join()], contents),
          imageOf([...given.slice(0, -1), name], contents),
          {},
        ];
        const layouts = warmLayouts(marked, image);
        for (const other of others) assertReads(layouts, other);
        warm(layouts, ...others);
        for (const other of [image, ...others]) assertReads(layouts, other);
      }),
      { numRuns: 120 },
    );
  });

  it('is read right among more layouts than are remembered', () => {
    fc.assert(
      fc.property(fc.array(images(value), { minLength: 20, maxLength: 20 }), (many) => {
        const layouts = warmLayouts(marked, ...many);
        for (const image of many) assertReads(layouts, image);
      }),
      { numRuns: 20 },
    );
  });

  it('lacks the attributes that are undefined this time', () => {
    const layouts = warmLayouts(marked, { a: { S: 'x' }, b: { N: '1' }, m: { M: { c: { S: 'x' } } } });
    const image: unknown = { a: undefined, b: { N: '2' }, m: { M: { c: undefined } } };
    assert.deepEqual(layouts.read(image as AttributeMap), { b: 'number 2', m: {} });
  });

  it('may be as a first sighting left it: undefined attributes, and names that cannot be compiled', () => {
    const sparse: unknown = { a: undefined, b: { S: 'x' } };
    const layouts = warmLayouts(marked, sparse as AttributeMap);
    assert.deepEqual(layouts.read({ a: { S: 'y' }, b: { M: {} } }), { a: 'y', b: {} });
    assertReads(warmLayouts(marked, JSON.parse('{"__proto__": {"S": "x"}}')), JSON.parse('{"__proto__": {"M": {}}}'));
  });

  it('gives each reading objects of its own', () => {
    const image = { m: { M: { a: { S: 'x' } } }, l: { L: [{ M: { a: { S: 'x' } } }] }, s: { SS: ['x'] } };
    const layouts = warmLayouts(marked, image);
    const [first, second] = [layouts.read(image), layouts.read(image)];
    expect(first).not.to.equal(second);
    for (const name of ['m', 'l', 's']) expect(first[name]).not.to.equal(second[name]);
  });
});

function assertReads(layouts: { read(image: AttributeMap): object }, image: AttributeMap): void {
  const read = layouts.read(image);
  assert.deepEqual(read, modelOfImage(image, marked));
  assert.deepEqual(Object.keys(read), Object.keys(image));
}

import assert from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import type { AttributeMap, Change } from '../../lib/index.js';
import { expire, insert, modify, remove } from '../../lib/testing/index.js';
import { attributeName, images, values } from './arbitraries.js';
import { viewOf, wireModify } from './views.js';

const added = (path: string, to: unknown): Change => ({ path, kind: 'added', from: undefined, to });
const removed = (path: string, from: unknown): Change => ({ path, kind: 'removed', from, to: undefined });
const changed = (path: string, from: unknown, to: unknown): Change => ({ path, kind: 'changed', from, to });

describe('the changes of a record', () => {
  const bytes = (...list: number[]) => new Uint8Array(list);
  const examples: [string, object, object, Change[]][] = [
    ['are none between equal items', { a: 1, m: { l: [1, 'x'] } }, { m: { l: [1, 'x'] }, a: 1 }, []],
    ['have an added attribute', {}, { a: 1 }, [added('a', 1)]],
    ['have a removed attribute', { a: 'x' }, {}, [removed('a', 'x')]],
    ['have a changed attribute', { a: 'x' }, { a: 'y' }, [changed('a', 'x', 'y')]],
    ['have a changed type', { a: '1', b: null }, { a: 1, b: false }, [changed('a', '1', 1), changed('b', null, false)]],
    ['go into maps', { m: { n: { a: 1, b: 2 } } }, { m: { n: { a: 1, b: 3 } } }, [changed('m.n.b', 2, 3)]],
    ['go into lists', { l: [1, [2, 3]] }, { l: [1, [2, 4]] }, [changed('l[1][1]', 3, 4)]],
    ['go into maps in lists', { l: [{ qty: 1 }] }, { l: [{ qty: 2 }] }, [changed('l[0].qty', 1, 2)]],
    ['have what a longer list has more', { l: [1] }, { l: [1, 2, 'x'] }, [added('l[1]', 2), added('l[2]', 'x')]],
    ['have what a shorter list has less', { l: [1, 2] }, { l: [1] }, [removed('l[1]', 2)]],
    ['have a map that became a list as a whole', { a: { x: 1 } }, { a: [1] }, [changed('a', { x: 1 }, [1])]],
    ['have a map that was added as a whole', {}, { m: { a: { b: 1 } } }, [added('m', { a: { b: 1 } })]],
    [
      'have a set as a whole',
      { s: new Set([1, 2]) },
      { s: new Set([2]) },
      [changed('s', new Set([1, 2]), new Set([2]))],
    ],
    ['ignore the order of a set', { s: new Set(['a', 'b']) }, { s: new Set(['b', 'a']) }, []],
    [
      'have a set of another type',
      { s: new Set(['1']) },
      { s: new Set([1]) },
      [changed('s', new Set(['1']), new Set([1]))],
    ],
    ['have bytes', { b: bytes(1, 2) }, { b: bytes(1, 3) }, [changed('b', bytes(1, 2), bytes(1, 3))]],
    [
      'have empty values',
      { s: '', l: [], m: {} },
      { s: 'x', l: [1], m: { a: 1 } },
      [changed('s', '', 'x'), added('l[0]', 1), added('m.a', 1)],
    ],
    ['have null apart from missing', { a: null }, { b: null }, [removed('a', null), added('b', null)]],
    [
      'have long numbers digit by digit',
      { n: 2n ** 60n },
      { n: 2n ** 60n + 1n },
      [changed('n', 2n ** 60n, 2n ** 60n + 1n)],
    ],
    [
      'quote names that paths need quoted',
      { 'a.b': 1, 'c d': 1 },
      { 'a.b': 2, 'c d': 2 },
      [changed('["a.b"]', 1, 2), changed('["c d"]', 1, 2)],
    ],
    [
      'quote such names inside maps too',
      { m: { 'a.b': { c: 1 } } },
      { m: { 'a.b': { c: 2 } } },
      [changed('m["a.b"].c', 1, 2)],
    ],
  ];
  for (const [what, before, after, expected] of examples) {
    it(what, async () => {
      const { changes } = await viewOf(modify({ pk: 1, ...before }, { pk: 1, ...after }));
      assert.deepEqual(changes, expected);
    });
  }

  it('of an INSERT are everything it added', async () => {
    assert.deepEqual((await viewOf(insert({ pk: 1, m: { a: 1 } }))).changes, [added('pk', 1), added('m', { a: 1 })]);
  });

  it('of a REMOVE are everything it removed, whoever removed it', async () => {
    for (const record of [remove({ pk: 1, l: [1] }), expire({ pk: 1, l: [1] })]) {
      assert.deepEqual((await viewOf(record)).changes, [removed('pk', 1), removed('l', [1])]);
    }
  });

  it('take numbers for equal that have the same value', async () => {
    const image = (N: string): AttributeMap => ({ n: { N }, l: { L: [{ N }] }, s: { NS: [N] } });
    assert.deepEqual((await viewOf(wireModify(image('1.0'), image('1')))).changes, []);
  });

  it('read numbers as the option says', async () => {
    const view = await viewOf(modify({ pk: 1, n: 1 }, { pk: 1, n: 2 }), { numbers: 'string' });
    assert.deepEqual(view.changes, [changed('n', '1', '2')]);
  });

  it('take an undefined attribute for a missing one, as changed() does', async () => {
    const sparse: unknown = { a: undefined, m: { M: { b: undefined } } };
    for (const images of [
      [{ m: { M: {} } }, sparse],
      [sparse, { m: { M: {} } }],
    ]) {
      const view = await viewOf(wireModify(images[0] as AttributeMap, images[1] as AttributeMap));
      assert.deepEqual(view.changes, []);
      expect(view.changed()).to.equal(false);
      expect(view.changed('m')).to.equal(false);
    }
  });

  it('name the attributes that toString and __proto__ are, as any other', async () => {
    const before = JSON.parse('{"pk": {"S": "x"}, "constructor": {"S": "x"}}');
    const after = JSON.parse(
      '{"pk": {"S": "x"}, "__proto__": {"S": "y"}, "toString": {"M": {"__proto__": {"S": "z"}}}}',
    );
    const { changes } = await viewOf(wireModify(before, after));
    assert.deepEqual(changes, [
      removed('constructor', 'x'),
      added('__proto__', 'y'),
      added('toString', JSON.parse('{"__proto__": "z"}')),
    ]);
  });
});

describe('each change', () => {
  const simpleName = fc.constantFrom(
    'a',
    'b',
    'a.b',
    '__proto__',
    'toString',
    '0',
    'é',
    "it's",
    'a b',
    '$or',
    '[',
    'x-y',
  );
  const pairs = (name: fc.Arbitrary<string>) => {
    const image = images(values(undefined, name), name);
    return fc.tuple(image, image);
  };

  /** Whether changed() confirms each change, and each says what the two images hold where it points. */
  async function assertConfirmed(before: AttributeMap, after: AttributeMap): Promise<void> {
    const view = await viewOf(wireModify(before, after));
    expect(view.changes.length > 0).to.equal(view.changed());
    expect(new Set(view.changes.map(({ path }) => path)).size).to.equal(view.changes.length);
    for (const { path, kind, from, to } of view.changes) {
      expect(view.changed(path), path).to.equal(true);
      expect([from === undefined, to === undefined], kind).to.deep.equal([kind === 'added', kind === 'removed']);
    }
  }

  it('is confirmed by changed(), and there is none where nothing changed', async () => {
    await fc.assert(
      fc.asyncProperty(pairs(simpleName), ([before, after]) => assertConfirmed(before, after)),
      { numRuns: 500 },
    );
  });

  it('has a path that changed() reads, whatever the names in it', async () => {
    await fc.assert(
      fc.asyncProperty(pairs(attributeName), ([before, after]) => assertConfirmed(before, after)),
      { numRuns: 500 },
    );
  });
});

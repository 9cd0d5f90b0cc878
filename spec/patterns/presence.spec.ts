import { expect } from 'chai';
import fc from 'fast-check';
import type { Pattern } from '../../lib/index.js';
import { values } from '../records/arbitraries.js';
import { describeExamples } from './examples.js';
import { passes } from './matches.js';

const bytes = new Uint8Array([1]);
const present = ['x', '', 0, false, null, bytes, [], [1], {}, { b: 1 }, new Set(['x']), new Set([1]), new Set([bytes])];

describeExamples('exists', [
  [{ a: [{ exists: true }] }, present.map((a) => ({ a })), [{}, { b: 1 }]],
  [{ a: { exists: false } }, [{}, { b: 1 }], present.map((a) => ({ a }))],
  [{ a: { exists: true }, b: { exists: false } }, [{ a: 1 }], [{ a: 1, b: 1 }, {}, { b: 1 }]],
  [{ a: ['x', { exists: false }] }, [{ a: 'x' }, {}], [{ a: 'y' }, { a: null }]],
  [{ a: { b: { exists: true } } }, [{ a: { b: null } }, { a: [{ b: 1 }] }], [{}, { a: {} }, { a: 'x' }, { a: [] }]],
  [{ a: { b: { exists: false } } }, [{}, { a: {} }, { a: 'x' }, { a: { c: 1 } }, { a: null }], [{ a: { b: null } }]],
  [
    { a: { b: { c: { exists: false } } } },
    [{}, { a: {} }, { a: { b: 1 } }, { a: { b: {} } }],
    [{ a: { b: { c: 1 } } }],
  ],
  [{ a: { b: { c: { exists: true } } } }, [{ a: { b: { c: [] } } }], [{}, { a: 1 }, { a: { b: 1 } }]],
]);

describeExamples('anything-but', [
  [{ a: [{ 'anything-but': 'x' }] }, [{ a: 'y' }, { a: '' }, { a: 1 }, { a: null }, { a: bytes }], [{ a: 'x' }, {}]],
  [
    { a: { 'anything-but': ['x', 1, null] } },
    [{ a: 'y' }, { a: 2 }, { a: '1' }],
    [{ a: 'x' }, { a: 1 }, { a: null }, {}],
  ],
  [{ a: { 'anything-but': 1 } }, [{ a: 1.5 }, { a: '1' }], [{ a: 1n }, { a: 1 }]],
  [{ a: { 'anything-but': null } }, [{ a: 0 }, { a: '' }], [{ a: null }, {}]],
  [{ a: { 'anything-but': { prefix: 'x' } } }, [{ a: 'y' }, { a: 1 }, { a: '' }], [{ a: 'x' }, { a: 'xy' }, {}]],
  [{ a: { 'anything-but': { suffix: 'x' } } }, [{ a: 'xy' }], [{ a: 'yx' }, {}]],
  [{ a: { 'anything-but': { wildcard: 'x*z' } } }, [{ a: 'xy' }], [{ a: 'xyz' }, {}]],
  [{ a: { 'anything-but': { 'equals-ignore-case': 'x' } } }, [{ a: 'y' }], [{ a: 'X' }, {}]],
  [{ a: { 'anything-but': { prefix: ['x', 'y'] } } }, [{ a: 'ax' }, { a: 1 }], [{ a: 'x' }, { a: 'yz' }, {}]],
  [{ a: { 'anything-but': { suffix: ['x', 'y'] } } }, [{ a: 'xa' }], [{ a: 'ax' }, { a: 'y' }, {}]],
  [{ a: { 'anything-but': { wildcard: ['x*z', '*a'] } } }, [{ a: 'xy' }], [{ a: 'xyz' }, { a: 'ba' }, {}]],
  [{ a: { 'anything-but': { 'equals-ignore-case': ['x', 'Y'] } } }, [{ a: 'z' }], [{ a: 'X' }, { a: 'y' }, {}]],
  [{ a: { b: { 'anything-but': 'x' } } }, [{ a: { b: 'y' } }], [{ a: { b: 'x' } }, { a: {} }, {}, { a: 'y' }]],
  [{ a: [{ 'anything-but': 'x' }, 'x'] }, [{ a: 'x' }, { a: 'y' }], [{}]],
]);

describe('a matcher and its anything-but', () => {
  const isScalar = (wire: object) => !('M' in wire || 'L' in wire || 'SS' in wire || 'NS' in wire || 'BS' in wire);
  const text = fc.constantFrom('', 'a', 'b', 'ab', 'A');
  const operand = fc.oneof(
    fc.constantFrom('', 'a', 1, 0, 2n ** 60n, true, false, null),
    text.map((prefix) => ({ prefix })),
    text.map((suffix) => ({ suffix })),
    text.map((each) => ({ wildcard: `${each}*` })),
    text.map((each) => ({ 'equals-ignore-case': each })),
  );
  const scalar = fc.oneof(
    text.map((S) => ({ S })),
    fc.constantFrom('0', '1', '1.0', '1152921504606846976').map((N) => ({ N })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    values().filter(isScalar),
  );

  it('divide the values that are present, and both miss those that are not', async () => {
    await fc.assert(
      fc.asyncProperty(operand, fc.option(scalar, { nil: undefined }), async (matcher, wire) => {
        const positive = await passes(matcher, wire);
        const negative = await passes({ 'anything-but': matcher }, wire);
        expect(negative).to.equal(wire !== undefined && !positive);
      }),
      { numRuns: 1000 },
    );
  });

  it('with several literals divide them as well', async () => {
    const literals = fc.array(fc.constantFrom('', 'a', 'b', 1, 0, true, null), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(literals, scalar, async (list, wire) => {
        expect(await passes({ 'anything-but': list }, wire)).to.equal(!(await passes(list, wire)));
      }),
    );
  });

  it('exists or not, an attribute does one of the two', async () => {
    await fc.assert(
      fc.asyncProperty(fc.option(values(), { nil: undefined }), async (wire) => {
        const asked: Pattern[string][] = [{ exists: true }, { exists: false }];
        const [yes, no] = await Promise.all(asked.map((matcher) => passes(matcher, wire)));
        expect({ yes, no }).to.deep.equal({ yes: wire !== undefined, no: wire === undefined });
      }),
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import type { Pattern } from '../../lib/index.js';
import { images, values } from '../records/arbitraries.js';
import { describeExamples } from './examples.js';
import { matcher } from './matches.js';

describeExamples('$or', [
  [{ $or: [{ a: ['x'] }, { b: [1] }] }, [{ a: 'x' }, { b: 1 }, { a: 'x', b: 2 }], [{ a: 'y', b: 2 }, {}]],
  [{ $or: [{ a: 'x', b: 1 }] }, [{ a: 'x', b: 1 }], [{ a: 'x' }, { b: 1 }]],
  [{ c: 'z', $or: [{ a: 'x' }, { b: 1 }] }, [{ c: 'z', a: 'x' }], [{ a: 'x' }, { c: 'z' }, { c: 'y', b: 1 }]],
  [{ $or: [{ a: 'x' }, { a: 1 }] }, [{ a: 'x' }, { a: 1 }, { a: ['y', 1] }], [{ a: '1' }]],
  [{ $or: [{ $or: [{ a: 'x' }, { b: 1 }] }, { c: 'z' }] }, [{ a: 'x' }, { b: 1 }, { c: 'z' }], [{ a: 'y' }]],
  [{ m: { $or: [{ a: 'x' }, { b: 1 }], c: 'z' } }, [{ m: { b: 1, c: 'z' } }], [{ m: { b: 1 } }, { b: 1, c: 'z' }, {}]],
  [{ m: { $or: [{ a: 'x' }, { b: 1 }] } }, [{ m: [{ a: 'y' }, { b: 1 }] }], [{ m: [{ a: 'y' }] }, { m: [] }]],
  [{ $or: [{ a: { exists: false } }, { a: 'x' }] }, [{}, { a: 'x' }], [{ a: null }]],
  [
    { $or: [{ m: { a: 'x' } }, { m: { b: { exists: false } }, c: 1 }] },
    [{ m: { a: 'x', b: 1 } }, { c: 1 }],
    [{ m: { b: 1 }, c: 1 }],
  ],
]);

describeExamples('a nested pattern', [
  [
    { address: { country: ['NL'] } },
    [{ address: { country: 'NL', city: 'Ede' } }],
    [{ address: { country: 'BE' } }, { country: 'NL' }, { address: 'NL' }, {}],
  ],
  [
    { address: { geo: { lat: { numeric: ['>', 50] } } } },
    [{ address: { geo: { lat: 52 } } }],
    [{ address: { geo: { lat: 5 } } }, { address: { lat: 52 } }],
  ],
  [
    { a: { b: 'x' }, c: { d: 'y' } },
    [{ a: { b: 'x' }, c: { d: 'y' } }],
    [{ a: { b: 'x' } }, { a: { b: 'x', d: 'y' } }],
  ],
  [{ 'a.b': 'x' }, [{ 'a.b': 'x' }], [{ a: { b: 'x' } }]],
  [{ a: { b: 'x' } }, [{ a: { b: 'x' } }], [{ 'a.b': 'x' }]],
]);

describe('$or', () => {
  const few = fc.constantFrom('x', '', 1, null, true);
  const one: fc.Arbitrary<Pattern> = fc.oneof(
    fc.record({ a: few }),
    fc.record({ a: fc.record({ b: few }) }),
    fc.record({ a: fc.constantFrom({ exists: true }, { exists: false }) }),
    fc.record({ a: fc.record({ 'anything-but': few }), b: few }),
  );
  const inner = values(fc.constant('AA=='), fc.constantFrom('a', 'b'));
  const image = images(
    fc.oneof(inner, fc.constantFrom({ S: 'x' }, { N: '1' }, { M: { b: { S: 'x' } } })),
    fc.constantFrom('a', 'b'),
  );

  it('matches what at least one of its patterns matches', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 3 }), image, async (patterns, wire) => {
        const each = await Promise.all(patterns.map((pattern) => matcher(pattern)(wire)));
        expect(await matcher({ $or: patterns })(wire)).to.equal(each.includes(true));
      }),
      { numRuns: 1000 },
    );
  });

  it('beside other attributes narrows them', async () => {
    await fc.assert(
      fc.asyncProperty(one, one, image, async (pattern, other, wire) => {
        const both = (await matcher(pattern)(wire)) && (await matcher(other)(wire));
        expect(await matcher({ ...pattern, $or: [other] })(wire)).to.equal(both);
      }),
      { numRuns: 500 },
    );
  });
});

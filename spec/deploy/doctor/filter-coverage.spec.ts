import { expect } from 'chai';
import fc from 'fast-check';
import { compareFilters } from '../../../lib/deploy/doctor/filter-coverage.js';
import { compileFilterPattern } from '../../../lib/local/index.js';

const compare = (deployed: readonly object[], derived: readonly object[]) =>
  compareFilters(
    deployed.map((filter) => JSON.stringify(filter)),
    derived.map((filter) => JSON.stringify(filter)),
  );

const a = { a: { S: ['x'] } };
const b = { b: { S: ['y'] } };

describe('Deployed filters are', () => {
  for (const [what, deployed, derived] of [
    ['where both are none', [], []],
    ['in another order of filters', [a, b], [b, a]],
    ['in another order of keys', [{ ...a, ...b }], [{ ...b, ...a }]],
    ['in another order of values', [{ a: ['x', 'y'] }], [{ a: ['y', 'x'] }]],
    ['in another order of alternatives', [{ $or: [a, b] }], [{ $or: [b, a] }]],
    ['with a value written twice', [{ a: ['x', 'x'] }], [{ a: ['x'] }]],
  ] as const) {
    it(`equal to the derived ones ${what}`, () => expect(compare(deployed, derived)).to.equal('equal'));
  }

  for (const [what, deployed, derived] of [
    ['where there are none', [], [a]],
    ['with more values', [{ a: ['x', 'y'] }], [{ a: ['x'] }]],
    ['with fewer keys', [a], [{ ...a, ...b }]],
    ['with a filter more', [a, b], [b]],
    ['with filters that share the work', [a, b], [{ $or: [a, b] }]],
    ['with an alternative more', [{ $or: [a, b, { c: ['z'] }] }], [{ $or: [b, a] }]],
    ['with alternatives inside', [{ n: a }, { n: b }], [{ n: { $or: [a, b] } }]],
    [
      'with alternatives beside others',
      [a],
      [
        {
          ...b,
          $or: [
            { ...a, c: ['z'] },
            { ...a, d: ['z'] },
          ],
        },
      ],
    ],
  ] as const) {
    it(`wider than the derived ones ${what}`, () => expect(compare(deployed, derived)).to.equal('wider'));
  }

  for (const [what, deployed, derived] of [
    ['where every record is wanted', [a], []],
    ['with fewer values', [{ a: ['x'] }], [{ a: ['x', 'y'] }]],
    ['with other values', [{ a: ['x'] }], [{ a: ['y'] }]],
    ['with more keys', [{ ...a, ...b }], [a]],
    ['with a filter less', [a], [a, b]],
    ['with an alternative less', [{ $or: [a, b] }], [{ $or: [a, b, { c: ['z'] }] }]],
    ['with another bound', [{ a: [{ numeric: ['>', 5] }] }], [{ a: [{ numeric: ['>', 4] }] }]],
    [
      'with the bounds of a range turned round',
      [{ a: [{ numeric: ['>', 1, '<', 2] }] }],
      [{ a: [{ numeric: ['<', 1, '>', 2] }] }],
    ],
    ['with another type', [{ a: { N: ['1'] } }], [{ a: { S: ['1'] } }]],
    ['with an object where a leaf is', [{ a: { b: ['x'] } }], [{ a: ['x'] }]],
    ['with keys that objects inherit', [{ toString: ['x'] }], [a]],
    ['with one leaf twice', [{ ...a, $or: [{ a: { S: ['y'] } }, b] }], [{ ...a, ...b, a: { S: ['x', 'y'] } }]],
  ] as const) {
    it(`narrower, for all that is known, ${what}`, () =>
      expect(compare(deployed, derived)).to.equal('narrower or unknown'));
  }

  it('not known to be wider where they are no JSON, or have too many alternatives', () => {
    expect(compareFilters(['{'], ['{"a":["x"]}'])).to.equal('narrower or unknown');
    const choices = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`n${index}`, { $or: [a, b, { c: ['z'] }] }]),
    );
    expect(compare([choices, b], [choices])).to.equal('wider');
    expect(compare([choices], [{ ...choices, d: ['z'] }])).to.equal('narrower or unknown');
    expect(compare([choices], [{ ...choices, n0: { c: ['z'] } }])).to.equal('narrower or unknown');
  });

  const leaf = fc.array(
    fc.oneof(
      fc.constantFrom('x', 'y', 'z'),
      fc.constantFrom({ prefix: 'x' }, { exists: false }, { 'anything-but': ['x'] }),
    ),
    { minLength: 1, maxLength: 3 },
  );
  const name = fc.constantFrom('a', 'b', 'c');
  const flat = fc.dictionary(name, leaf, { minKeys: 1, maxKeys: 2 });
  const withChoice = <T extends object>(fields: fc.Arbitrary<T>, each: fc.Arbitrary<object>) =>
    fc.oneof(
      fields,
      fc.tuple(fields, fc.array(each, { minLength: 2, maxLength: 3 })).map(([own, $or]) => ({ ...own, $or })),
    );
  const inner = withChoice(flat, flat);
  const filter = withChoice(fc.dictionary(name, fc.oneof(leaf, inner), { minKeys: 1, maxKeys: 2 }), inner);
  const value = fc.oneof(fc.constantFrom('x', 'y', 'z', 'xx'), fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }));
  const event = fc.dictionary(name, fc.oneof(value, fc.dictionary(name, value)));
  const filters = fc.array(filter, { maxLength: 3 });

  /** The filters with one change to one of them: else hardly any two would have to do with each other. */
  const related = fc.tuple(filters, filters, fc.nat()).map(([all, others, at]): [object[], object[]] => {
    const changed = all.map((one, index) => (index === at % all.length ? { ...one, ...others[0] } : one));
    return at % 2 === 0 ? [all, changed] : [[...changed, ...others], all];
  });

  it('never called wider where one of them keeps a record that the derived ones let through', () => {
    let wider = 0;
    fc.assert(
      fc.property(
        fc.oneof(related, fc.tuple(filters, filters)),
        fc.array(event, { minLength: 5 }),
        ([one, other], events) => {
          if (compare(one, other) === 'narrower or unknown') return;
          const passesOf = (all: readonly object[]) => {
            const tests = all.map((pattern) => compileFilterPattern(pattern));
            return (record: object) => tests.length === 0 || tests.some((test) => test(record));
          };
          const [passesDeployed, passesDerived] = [passesOf(one), passesOf(other)];
          wider++;
          for (const record of events) if (passesDerived(record)) expect(passesDeployed(record)).to.equal(true);
        },
      ),
      { numRuns: 3000 },
    );
    expect(wider).to.be.greaterThan(300);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { areConsistent, type Found, type Membership } from '../../../lib/local/filters/array-consistency.js';
import { compileFilterPattern, InvalidFilterError } from '../../../lib/local/index.js';

/** By the definition: every choice is tried. */
function areConsistentByDefinition([found, ...rest]: readonly Found[], chosen: readonly Membership[] = []): boolean {
  if (found === undefined) return true;
  const fits = (one: Membership) => chosen.every((other) => agree(one, other));
  if (found.matching.some((one) => fits(one) && areConsistentByDefinition(rest, [...chosen, one]))) return true;
  return found.present !== undefined && !found.present.some(fits) && areConsistentByDefinition(rest, chosen);
}

function agree(a: Membership | undefined, b: Membership): boolean {
  for (let one = a; one; one = one.outer) {
    for (let other: Membership | undefined = b; other; other = other.outer) {
      if (one.array === other.array && one.index !== other.index) return false;
    }
  }
  return true;
}

/** Of three arrays with three elements each, those of the second and third being in elements of the first. */
const ARRAYS = [{}, {}, {}, {}] as const;
const outermost = fc.record({
  array: fc.constantFrom(ARRAYS[0], ARRAYS[3]),
  index: fc.nat(2),
  outer: fc.constant(undefined),
});
const inner = fc.record({
  array: fc.constantFrom(ARRAYS[1], ARRAYS[2]),
  index: fc.nat(2),
  outer: fc.option(outermost, { nil: undefined }),
});
const memberships = fc.array(fc.oneof(outermost, inner), { maxLength: 4 });
const leaves = fc.array(fc.record({ matching: memberships, present: fc.option(memberships, { nil: undefined }) }), {
  maxLength: 5,
});

describe('the elements of arrays that the leaves of a pattern are in', () => {
  it('agree just where some choice of them does', () => {
    fc.assert(
      fc.property(leaves, (found) => {
        expect(areConsistent(found)).to.equal(areConsistentByDefinition(found));
      }),
      { numRuns: 5000 },
    );
  });

  it('are not tried in every combination of several long lists', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    // Each list has both values in each of its elements, but the last, which has one of them in half of its elements.
    const list = (isSplit: boolean) =>
      Array.from({ length: 1000 }, (_, n) => (isSplit ? { [n % 2 ? 'x' : 'y']: '1' } : { x: '1', y: '1' }));
    const event = Object.fromEntries(names.map((name) => [name, list(name === 'e')]));
    const matches = compileFilterPattern(Object.fromEntries(names.map((name) => [name, { x: ['1'], y: ['1'] }])));
    expect(matches(event)).to.equal(false);
    expect(matches({ ...event, e: list(false) })).to.equal(true);
  });

  it('are not compared with each other in one long list', () => {
    const names = ['a', 'b', 'c', 'd'];
    const matches = compileFilterPattern({ list: Object.fromEntries(names.map((name) => [name, ['1']])) });
    const all = { a: '1', b: '1', c: '1', d: '1' };
    expect(matches({ list: Array.from({ length: 40_000 }, () => ({ ...all })) })).to.equal(true);
    // Each lacks another one of the values, or holds a list of its own.
    const lacking = Array.from({ length: 40_000 }, (_, n) => ({ ...all, [names[n % 4] ?? '']: '2' }));
    expect(matches({ list: lacking })).to.equal(false);
    expect(matches({ list: [...lacking, all] })).to.equal(true);
    const nested = Array.from({ length: 20_000 }, () => ({ a: '1', b: '1', c: '1', list: [{ d: '1' }] }));
    expect(matches({ list: nested })).to.equal(false);
    expect(compileFilterPattern({ list: { a: ['1'], b: ['1'], list: { d: ['1'] } } })({ list: nested })).to.equal(true);
  });

  it('are not combined where names with dots give the same path to several lists', () => {
    const list = () => Array.from({ length: 100 }, () => ({ a: '1', b: '1', c: '1' }));
    const event = { p: { q: { r: list() }, 'q.r': list() }, 'p.q.r': list() };
    const leaves = { a: ['1'], b: ['1'], c: ['1'], d: [{ exists: false }] };
    expect(compileFilterPattern({ p: { q: { r: leaves } } })(event)).to.equal(true);
  });
});

describe('the alternatives of a pattern', () => {
  it('are refused where their combinations are too many to be tried', () => {
    const either = { $or: [{ a: ['1'] }, { b: ['1'] }] };
    const some = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`field${n}`, either]));
    expect(compileFilterPattern(some(9))({})).to.equal(false);
    expect(() => compileFilterPattern(some(60))).to.throw(InvalidFilterError, 'more than 1000 combinations of $or');
  });
});

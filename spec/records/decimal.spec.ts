import { expect } from 'chai';
import fc from 'fast-check';
import { compareNumbers, sameNumber } from '../../lib/records/decimal.js';
import { type Decimal, decimal, numberText, otherTexts, plainText } from './arbitraries.js';

describe('number texts', () => {
  /** Below, equal or above, by the digits alone. */
  function order(a: Decimal, b: Decimal): number {
    const lowest = Math.min(a.exponent, b.exponent);
    const [left, right] = [a, b].map(({ digits, exponent }) => digits * 10n ** BigInt(exponent - lowest));
    return left === right ? 0 : Number(left) < Number(right) || (left ?? 0n) < (right ?? 0n) ? -1 : 1;
  }

  const neighbour = (value: Decimal): fc.Arbitrary<Decimal> =>
    fc.oneof(
      decimal,
      fc.constant(value),
      fc.integer({ min: -2, max: 2 }).map((step) => ({ ...value, digits: value.digits + BigInt(step) })),
      fc.constant({ ...value, digits: -value.digits }),
    );

  it('are in the order of their decimals', () => {
    const pair = decimal.chain((first) => neighbour(first).map((second) => [first, second] as const));
    fc.assert(
      fc.property(pair, ([first, second]) => {
        const expected = order(first, second);
        for (const a of [plainText(first), ...otherTexts(first)]) {
          for (const b of [plainText(second), ...otherTexts(second)]) {
            expect(Math.sign(compareNumbers(a, b)) + 0, `${a} ${b}`).to.equal(expected);
            expect(sameNumber(a, b), `${a} ${b}`).to.equal(expected === 0);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are equal to themselves, and in no order with what is no number', () => {
    fc.assert(
      fc.property(numberText, fc.constantFrom('x', 'NaN', '-', '1e', '--1'), (text, none) => {
        expect(sameNumber(text, text)).to.equal(true);
        expect(sameNumber(text, none)).to.equal(false);
        expect(compareNumbers(text, none)).to.be.NaN;
      }),
    );
  });
});

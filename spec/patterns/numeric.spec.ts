import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import type { NumericTest } from '../../lib/index.js';
import { type Decimal, decimal, otherTexts, plainText } from '../records/arbitraries.js';
import { describeExamples } from './examples.js';
import { matcher } from './matches.js';

const long = (text: string) => ({ a: new NumberValueImpl(text) });

describeExamples('numeric', [
  [
    { a: [{ numeric: ['>', 100, '<=', 500] }] },
    [{ a: 100.5 }, { a: 500 }],
    [{ a: 100 }, { a: 500.1 }, { a: '200' }, {}],
  ],
  [{ a: { numeric: ['=', 5] } }, [{ a: 5 }, long('5.00')], [{ a: 6 }, { a: '5' }, { a: null }]],
  [{ a: { numeric: ['<', 0] } }, [{ a: -1 }, { a: -1e-130 }], [{ a: 0 }, { a: -0 }, { a: 1 }, {}]],
  [{ a: { numeric: ['<=', 0] } }, [{ a: 0 }, { a: -5 }], [{ a: 1e-130 }]],
  [
    { a: { numeric: ['>=', 0.1] } },
    [{ a: 0.1 }, long('0.10000000000000000000000001')],
    [long('0.09999999999999999999999999')],
  ],
  [{ a: { numeric: ['>', 0.1] } }, [long('0.10000000000000000000000001')], [{ a: 0.1 }, long('0.100')]],
  [{ a: { numeric: ['=', 1e21] } }, [{ a: 10n ** 21n }], [{ a: 10n ** 21n + 1n }]],
  [{ a: { numeric: ['>', 10n ** 37n] } }, [{ a: 10n ** 37n + 1n }], [{ a: 10n ** 37n }, { a: 10n ** 37n - 1n }]],
  [{ a: { numeric: ['<', 1e-130] } }, [{ a: 0 }, { a: -(10n ** 37n) }], [{ a: 10n ** 37n }]],
  [{ a: { numeric: ['<', 10n ** 125n] } }, [{ a: 1e-130 }, { a: -(10n ** 125n) }], [{ a: 10n ** 125n }]],
  [{ a: { numeric: ['>', 1, '<', 0] } }, [], [{ a: 0.5 }, { a: 2 }, { a: -1 }]],
]);

describe('numeric', () => {
  const comparisons: Record<'=' | '<' | '<=' | '>' | '>=', (order: bigint) => boolean> = {
    '=': (order) => order === 0n,
    '<': (order) => order < 0n,
    '<=': (order) => order <= 0n,
    '>': (order) => order > 0n,
    '>=': (order) => order >= 0n,
  };
  const operators = fc.constantFrom('=', '<', '<=', '>', '>=');
  const isOperator = (text: string): text is keyof typeof comparisons => Object.hasOwn(comparisons, text);

  /** A limit as code writes it, with the decimal that it stands for. */
  const limit: fc.Arbitrary<readonly [number | bigint, Decimal]> = fc.oneof(
    fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }).map((value) => [value, { digits: value, exponent: 0 }] as const),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e125, max: 1e125 }).map(withDecimal),
    fc.integer({ min: -20, max: 20 }).map((value) => withDecimal(value / 8)),
  );

  /** A double, with the decimal of its shortest text. */
  function withDecimal(value: number): readonly [number, Decimal] {
    const [mantissa = '', exponent = '0'] = String(value).split('e');
    const [whole = '', fraction = ''] = mantissa.split('.');
    return [value, { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length }];
  }

  /** Positive, zero or negative as `a` is above, equal to or below `b`. */
  function difference(a: Decimal, b: Decimal): bigint {
    const lowest = Math.min(a.exponent, b.exponent);
    return a.digits * 10n ** BigInt(a.exponent - lowest) - b.digits * 10n ** BigInt(b.exponent - lowest);
  }

  /** Values around a limit, as near as 38 digits go. */
  const around = ({ digits, exponent }: Decimal) =>
    fc.oneof(
      decimal,
      fc.constant({ digits, exponent }),
      fc.integer({ min: -3, max: 3 }).map((step) => ({ digits: digits + BigInt(step), exponent })),
      fc
        .integer({ min: -3, max: 3 })
        .map((step) => ({ digits: digits * 10n ** 20n + BigInt(step), exponent: exponent - 20 })),
    );

  it('compares as decimals do, also where doubles cannot tell two numbers apart', async () => {
    const example = limit.chain(([operand, model]) =>
      fc.tuple(fc.constant(operand), fc.constant(model), around(model)),
    );
    await fc.assert(
      fc.asyncProperty(example, operators, async ([operand, model, value], operator) => {
        if (!isOperator(operator)) return;
        const test = matcher({ a: { numeric: [operator, operand] } });
        const expected = comparisons[operator](difference(value, model));
        for (const N of [plainText(value), ...otherTexts(value)])
          expect(await test({ a: { N } }), N).to.equal(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('with a range is both its comparisons', async () => {
    await fc.assert(
      fc.asyncProperty(limit, limit, operators, operators, decimal, async ([a], [b], first, second, value) => {
        if (!isOperator(first) || !isOperator(second)) return;
        const image = { a: { N: plainText(value) } };
        const outcome = (numeric: NumericTest) => matcher({ a: { numeric } })(image);
        expect(await outcome([first, a, second, b])).to.equal(
          (await outcome([first, a])) && (await outcome([second, b])),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('equals the literal of the same value', async () => {
    await fc.assert(
      fc.asyncProperty(limit, decimal, async ([operand, model], other) => {
        for (const value of [model, other]) {
          const image = { a: { N: plainText(value) } };
          const literal = await matcher({ a: operand })(image);
          expect(await matcher({ a: { numeric: ['=', operand] } })(image)).to.equal(literal);
          expect(literal).to.equal(difference(value, model) === 0n);
        }
      }),
      { numRuns: 500 },
    );
  });
});

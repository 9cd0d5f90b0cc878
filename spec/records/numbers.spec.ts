import assert from 'node:assert/strict';
import { marshall, NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import type { NumberMode } from '../../lib/index.js';
import { nativeNumber } from '../../lib/records/number.js';
import { type Decimal, decimal, numberText, otherTexts, plainText } from './arbitraries.js';
import { canonicalNumber } from './model.js';
import { readImage } from './views.js';

async function read(N: string, numbers: NumberMode = 'native'): Promise<unknown> {
  return Object(await readImage({ n: { N } }, { numbers })).n;
}

/** What the design promises: a number, else a bigint, else the text in its wrapper. */
function promised(text: string): unknown {
  const value = canonicalNumber(text);
  const number = Number(text);
  if (Number.isFinite(number) && canonicalNumber(String(number)) === value) return number;
  const [digits = '', exponent = '0'] = value.split('e');
  return Number(exponent) >= 0 ? BigInt(digits) * 10n ** BigInt(exponent) : new NumberValueImpl(text);
}

describe('a number', () => {
  const examples: [string, unknown][] = [
    ['0', 0],
    ['42', 42],
    ['-1.5', -1.5],
    ['0.1', 0.1],
    ['0.30', 0.3],
    ['1.0', 1],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992],
    ['9007199254740993', 9007199254740993n],
    ['12345678901234567890', 12345678901234567890n],
    ['1000000000000000000000', 1e21],
    ['-9999999999999999999999999999999999999', -9999999999999999999999999999999999999n],
    ['12345678901234567890.5', new NumberValueImpl('12345678901234567890.5')],
    ['0.10000000000000000001', new NumberValueImpl('0.10000000000000000001')],
    ['123456789012345678', 123456789012345678n],
    ['1e-130', 1e-130],
    ['1E+125', 1e125],
  ];
  for (const [text, value] of examples) {
    it(`of the text ${text} is the ${typeof value} ${value}`, async () => {
      assert.deepEqual(await read(text), value);
    });
  }

  it('loses no digit, whatever its size', async () => {
    await fc.assert(
      fc.asyncProperty(numberText, async (text) => {
        assert.deepEqual(await read(text), promised(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('has the same value however its text is put', () => {
    fc.assert(
      fc.property(decimal, (value: Decimal) => {
        const [plain, ...others] = [plainText(value), ...otherTexts(value)].map(nativeNumber).map(String);
        for (const other of others) expect(canonicalNumber(other)).to.equal(canonicalNumber(plain ?? ''));
      }),
    );
  });

  it('goes back to DynamoDB unchanged where no JavaScript number holds it', () => {
    const long = fc.stringMatching(/^-?[1-9]\d{0,17}\.\d{18}[1-9]$/);
    fc.assert(
      fc.property(long, (text) => {
        const number = nativeNumber(text);
        assert.deepEqual(number, new NumberValueImpl(text));
        expect(String(number)).to.equal(text);
        expect(marshall({ number })).to.deep.equal({ number: { N: text } });
      }),
    );
  });

  it('goes back to DynamoDB with the same value where a bigint holds it', () => {
    const long = fc.stringMatching(/^-?[1-9]\d{17,36}[1-9]$/);
    fc.assert(
      fc.property(long, (text) => {
        const number = nativeNumber(text);
        const written = typeof number === 'bigint' ? marshall({ number }).number?.N : String(number);
        expect(canonicalNumber(written ?? '')).to.equal(canonicalNumber(text));
      }),
    );
  });

  it('beyond the range of a double is a bigint, or its text', async () => {
    expect(await read('1e400')).to.equal(10n ** 400n);
    expect(await read('-1e400')).to.equal(-(10n ** 400n));
    assert.deepEqual(await read('1e-400'), new NumberValueImpl('1e-400'));
  });

  it('never throws and never goes astray, whatever its text', async () => {
    const soup = fc.string({ unit: fc.constantFrom(...'0123456789+-.eExn_ Infity') });
    await fc.assert(
      fc.asyncProperty(fc.oneof(soup, fc.string(), fc.double().map(String)), async (text) => {
        const value = await read(text);
        if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) expect(value).not.to.be.NaN;
        else assert.deepEqual(value, new NumberValueImpl(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps its text where an absurd exponent, or absurd length, would exhaust memory', async () => {
    const absurd = ['1e9999', '-1e-9999', '1e999999999', `1${'0'.repeat(100_000)}`, `0.${'0'.repeat(100_000)}1`];
    for (const text of absurd) {
      assert.deepEqual(await read(text), new NumberValueImpl(text));
    }
  });

  it('given as a number by a hand-made event is read as its text', async () => {
    const image = JSON.parse('{"n": {"N": 1.5}, "ns": {"NS": [1, 2]}}');
    assert.deepEqual(await readImage(image), { n: 1.5, ns: new Set([1, 2]) });
  });
});

describe('numbers', () => {
  const image = { n: { N: '1.0' }, ns: { NS: ['2.50'] }, deep: { L: [{ M: { n: { N: '1e2' } } }] } };

  it("are text, as it came, with 'string'", async () => {
    const read = await readImage(image, { numbers: 'string' });
    assert.deepEqual(read, { n: '1.0', ns: new Set(['2.50']), deep: [{ n: '1e2' }] });
  });

  it('are what a function makes of their text', async () => {
    const read = await readImage(image, { numbers: (text) => ({ text }) });
    assert.deepEqual(read, { n: { text: '1.0' }, ns: new Set([{ text: '2.50' }]), deep: [{ n: { text: '1e2' } }] });
  });
});

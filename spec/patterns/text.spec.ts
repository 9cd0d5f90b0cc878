import { expect } from 'chai';
import fc from 'fast-check';
import { describeExamples } from './examples.js';
import { matcher, matches } from './matches.js';

describeExamples('a prefix', [
  [
    { a: [{ prefix: 'ORDER#' }] },
    [{ a: 'ORDER#1' }, { a: 'ORDER#' }],
    [{ a: 'order#1' }, { a: 'xORDER#' }, { a: 1 }, {}],
  ],
  [{ a: { prefix: '1' } }, [{ a: '12' }], [{ a: 12 }, { a: true }, { a: new Uint8Array([1]) }]],
  [{ a: { prefix: '' } }, [{ a: '' }, { a: 'x' }], [{ a: 1 }, { a: null }, {}]],
]);

describeExamples('a suffix', [
  [{ a: [{ suffix: '.png' }] }, [{ a: 'x.png' }, { a: '.png' }], [{ a: 'x.PNG' }, { a: '.pngx' }, { a: 'png' }, {}]],
  [{ a: { suffix: '' } }, [{ a: '' }], [{ a: 0 }, {}]],
]);

describeExamples('equals-ignore-case', [
  [
    { a: [{ 'equals-ignore-case': 'Paid' }] },
    [{ a: 'PAID' }, { a: 'paid' }, { a: 'Paid' }],
    [{ a: 'paid ' }, { a: 'unpaid' }, {}],
  ],
  [{ a: { 'equals-ignore-case': 'É' } }, [{ a: 'é' }, { a: 'É' }], [{ a: 'e' }]],
  [{ a: { 'equals-ignore-case': '' } }, [{ a: '' }], [{ a: ' ' }, { a: null }]],
]);

describeExamples('a wildcard', [
  [
    { a: [{ wildcard: 'img/*.png' }] },
    [{ a: 'img/x.png' }, { a: 'img/.png' }, { a: 'img/a/b.png' }],
    [{ a: 'img/x.jpg' }, { a: 'img.png' }, {}],
  ],
  [{ a: { wildcard: '*' } }, [{ a: '' }, { a: 'x\ny' }], [{ a: 1 }, { a: null }, {}]],
  [{ a: { wildcard: 'a' } }, [{ a: 'a' }], [{ a: '' }, { a: 'ab' }, { a: 'ba' }]],
  [{ a: { wildcard: '' } }, [{ a: '' }], [{ a: 'a' }]],
  [{ a: { wildcard: 'a*a' } }, [{ a: 'aa' }, { a: 'aba' }], [{ a: 'a' }, { a: 'ab' }]],
  [{ a: { wildcard: 'ab*ba' } }, [{ a: 'abba' }, { a: 'abxba' }], [{ a: 'aba' }]],
  [{ a: { wildcard: '*a*b*' } }, [{ a: 'ab' }, { a: 'xaxbx' }, { a: 'bab' }], [{ a: 'ba' }]],
  [{ a: { wildcard: '*ab' } }, [{ a: 'abab' }, { a: 'aab' }], [{ a: 'aba' }]],
  [{ a: { wildcard: 'a\\*b' } }, [{ a: 'a*b' }], [{ a: 'axb' }, { a: 'a\\*b' }]],
  [{ a: { wildcard: 'a\\\\b' } }, [{ a: 'a\\b' }], [{ a: 'ab' }, { a: 'a\\\\b' }]],
  [{ a: { wildcard: 'a\\\\*' } }, [{ a: 'a\\' }, { a: 'a\\x' }], [{ a: 'a*' }]],
  [{ a: { wildcard: '\\**' } }, [{ a: '*' }, { a: '*x' }], [{ a: 'x' }]],
  [{ a: { wildcard: '*\\*' } }, [{ a: '*' }, { a: 'x*' }], [{ a: '*x' }]],
  [{ a: { wildcard: 'a.c' } }, [{ a: 'a.c' }], [{ a: 'abc' }]],
  [{ a: { wildcard: '[a-z]+(x|y)?$^*' } }, [{ a: '[a-z]+(x|y)?$^' }], [{ a: 'abcx' }]],
  [{ a: { wildcard: '*💥*' } }, [{ a: 'x💥y' }], [{ a: '💦' }]],
]);

describe('a wildcard', () => {
  const token = fc.constantFrom('a', 'b', '*', '\\*', '\\\\', '.');
  const pattern = fc
    .array(token, { maxLength: 8 })
    .filter((tokens) => tokens.every((each, index) => each !== '*' || tokens[index + 1] !== '*'));
  const subject = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\', '.'), maxLength: 12 });

  it('matches what the regular expression of the same meaning matches', async () => {
    await fc.assert(
      fc.asyncProperty(pattern, fc.array(subject, { minLength: 20, maxLength: 20 }), async (tokens, subjects) => {
        const source = tokens.map((each) => (each === '*' ? '.*' : `\\${each.slice(-1)}`.replace(/\\([ab])/, '$1')));
        const model = new RegExp(`^${source.join('')}$`, 's');
        const test = matcher({ a: { wildcard: tokens.join('') } });
        for (const S of subjects) expect(await test({ a: { S } }), S).to.equal(model.test(S));
      }),
      { numRuns: 500 },
    );
  });

  it('comes to an end on the largest items, whatever its stars', async () => {
    const size = 400 * 1024;
    const hard: [string, string, boolean][] = [
      ['a*b*c*d*e', 'abcd'.repeat(size / 4), false],
      [`${'a*'.repeat(100)}b`, 'a'.repeat(size), false],
      [`*${'a*'.repeat(500)}`, 'a'.repeat(size), true],
      [`*${'ab*'.repeat(200)}c`, 'ab'.repeat(size / 2), false],
      [`*${'a'.repeat(200)}b*`, 'a'.repeat(size), false],
      ['*x', `${'a'.repeat(size)}x`, true],
    ];
    for (const [wildcard, text, expected] of hard) {
      expect(await matches({ a: { wildcard } }, { a: text }), wildcard.slice(0, 20)).to.equal(expected);
      expect(await matches({ a: { 'anything-but': { wildcard } } }, { a: text })).to.equal(!expected);
    }
  });
});

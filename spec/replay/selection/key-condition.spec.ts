import { expect } from 'chai';
import { ConfigurationError } from '../../../lib/errors.js';
import { keyConditionOf } from '../../../lib/replay/selection/key-condition.js';
import type { KeyType } from '../../../lib/replay/selection/replay-table.js';

const TYPES = new Map<string, KeyType>([
  ['pk', 'S'],
  ['sk', 'N'],
  ['raw', 'B'],
]);

function condition(key: unknown, keys = ['pk', 'sk']) {
  return keyConditionOf(key, { keys, projection: 'ALL' }, TYPES, '--key');
}

describe('the key of a query', () => {
  it('is a partition key, and the sort key or a condition on it', () => {
    const cases: [unknown, string, object][] = [
      [{ pk: 'a' }, '', {}],
      [{ pk: 'a', sk: 7 }, ' AND #onstreamRange = :onstreamRange', { ':onstreamRange': { N: '7' } }],
      [
        { pk: 'a', sk: '12345678901234567890123' },
        ' AND #onstreamRange = :onstreamRange',
        { ':onstreamRange': { N: '12345678901234567890123' } },
      ],
      [{ pk: 'a', sk: { '<=': 7 } }, ' AND #onstreamRange <= :onstreamRange', { ':onstreamRange': { N: '7' } }],
      [
        { pk: 'a', sk: { between: [1, 2] } },
        ' AND #onstreamRange BETWEEN :onstreamRange AND :onstreamEnd',
        { ':onstreamRange': { N: '1' }, ':onstreamEnd': { N: '2' } },
      ],
    ];
    for (const [key, expression, values] of cases) {
      const { KeyConditionExpression, values: found } = condition(key);
      expect(KeyConditionExpression).to.equal(`#onstreamHash = :onstreamHash${expression}`);
      expect(found).to.deep.equal({ ':onstreamHash': { S: 'a' }, ...values });
    }
  });

  it('takes the type that the table says', () => {
    expect(condition({ raw: 'Zm9v', pk: { prefix: 'x' } }, ['raw', 'pk']).values).to.deep.equal({
      ':onstreamHash': { B: Buffer.from('foo') },
      ':onstreamRange': { S: 'x' },
    });
  });

  const refused: [string, unknown, RegExp][] = [
    ['no object', 'a', /expected an object with the key pk and, optionally, sk$/],
    ['no partition key', { sk: 1 }, /expected the partition key pk$/],
    ['another attribute', { pk: 'a', status: 'PAID' }, /found "status", expected only the key pk and, optionally, sk$/],
    ['a number where the key is text', { pk: 1 }, /--key: pk: found 1, expected text/],
    ['text where the key is a number', { pk: 'a', sk: 'x' }, /--key: sk: found "x", expected a number/],
    ['a list', { pk: ['a'] }, /expected text/],
    ['two conditions', { pk: 'a', sk: { '<': 3, '>': 1 } }, /expected its value, \{ "prefix"/],
    ['an unknown condition', { pk: 'a', sk: { like: 3 } }, /expected its value, \{ "prefix"/],
    ['a range with one end', { pk: 'a', sk: { between: [3] } }, /expected its value, \{ "prefix"/],
  ];
  for (const [what, key, message] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => condition(key)).to.throw(ConfigurationError, message);
    });
  }
});

import { expect } from 'chai';
import { sizeOf } from '../../lib/records/size.js';
import { expire, insert, modify, remove } from '../../lib/testing/index.js';
import { marshallItem } from '../../lib/testing/marshall.js';

const size = (value: unknown) => sizeOf(marshallItem({ a: value }, 'item')) - 1;

describe('SizeBytes', () => {
  // The records of the sample event in the Lambda console ("dynamodb-update").
  const keys = ['Id'];
  const before = { Message: 'New item!', Id: 101 };
  const after = { Message: 'This item has changed', Id: 101 };

  it("is what AWS's sample event says", () => {
    expect(insert(before, { keys }).dynamodb.SizeBytes).to.equal(26);
    expect(modify(before, after, { keys }).dynamodb.SizeBytes).to.equal(59);
    expect(remove(after, { keys }).dynamodb.SizeBytes).to.equal(38);
    expect(expire(after, { keys }).dynamodb.SizeBytes).to.equal(38);
  });

  it('counts only what the stream carries', () => {
    expect(modify(before, after, { keys, viewType: 'KEYS_ONLY' }).dynamodb.SizeBytes).to.equal(5);
    expect(modify(before, after, { keys, viewType: 'NEW_IMAGE' }).dynamodb.SizeBytes).to.equal(38);
  });

  const sizes: [string, unknown, number][] = [
    ['text in UTF-8', 'é€', 5],
    ['a number by its significant digits', 1200, 2],
    ['a fraction without its leading zeros', 0.00123, 3],
    ['a minus', -12, 3],
    ['zero', 0, 1],
    ['a boolean', true, 1],
    ['null', null, 1],
    ['bytes, not their base64', new Uint8Array(5), 5],
    ['the elements of a set', new Set(['ab', 'c']), 3],
    ['the elements of a set of numbers', new Set([1, 123]), 5],
    ['the elements of a set of binaries', new Set([new Uint8Array(2), new Uint8Array(3)]), 5],
    ['a list, its elements, and what they hold', ['ab', 1], 3 + 1 + 2 + 1 + 2],
    ['a map, its elements, their names, and what they hold', { xy: 'ab' }, 3 + 1 + 2 + 2],
  ];
  for (const [what, value, bytes] of sizes) {
    it(`counts ${what}`, () => expect(size(value)).to.equal(bytes));
  }
});

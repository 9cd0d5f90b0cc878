import { expect } from 'chai';
import { settledCount } from '../../lib/loading/settled-count.js';

describe('settledCount', () => {
  const records = [1, 2, 3].map((n) => ({ sequenceNumber: String(n) }));

  for (const response of [
    undefined,
    null,
    '',
    'done',
    {},
    [],
    { batchItemFailures: [] },
    { batchItemFailures: null },
    { batchItemFailures: undefined },
  ]) {
    it(`settles everything for ${JSON.stringify(response)}`, () => {
      expect(settledCount(records, response)).to.equal(3);
    });
  }

  for (const failure of [
    { itemIdentifier: '' },
    { itemIdentifier: null },
    { itemIdentifier: 'unknown' },
    { itemIdentifer: '2' },
    {},
    null,
    '2',
  ]) {
    it(`settles nothing where a failure is ${JSON.stringify(failure)}`, () => {
      expect(settledCount(records, { batchItemFailures: [{ itemIdentifier: '3' }, failure] })).to.equal(0);
    });
  }

  it('settles nothing where batchItemFailures is not a list', () => {
    expect(settledCount(records, { batchItemFailures: '2' })).to.equal(0);
  });

  it('settles what comes before the lowest failure, in whatever order they are reported', () => {
    const batchItemFailures = [{ itemIdentifier: '3' }, { itemIdentifier: '2' }];
    expect(settledCount(records, { batchItemFailures })).to.equal(1);
  });
});

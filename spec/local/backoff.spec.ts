import { expect } from 'chai';
import { backoffMs } from '../../lib/local/backoff.js';

describe('backoffMs', () => {
  it('doubles up to its maximum, and stays there', () => {
    const waits = [1, 2, 3, 4, 5, 2000].map((tries) => backoffMs(tries, { firstMs: 50, maxMs: 300 }));
    expect(waits).to.deep.equal([50, 100, 200, 300, 300, 300]);
  });
});

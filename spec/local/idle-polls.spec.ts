import { expect } from 'chai';
import { idlePollMs } from '../../lib/local/dev/followed-stream.js';

describe('the reads of onstream dev while nothing happens', () => {
  it('are at most four a second, however many streams it follows', () => {
    for (let streams = 1; streams <= 50; streams++) expect(streams * (1000 / idlePollMs(streams))).to.be.at.most(4);
  });

  it('come at least twice a second with one or two streams', () => {
    for (const streams of [1, 2]) expect(idlePollMs(streams)).to.equal(500);
  });
});

import { expect } from 'chai';
import { carries } from '../../lib/event-source/view-type.js';

describe('A view type', () => {
  it('carries what has no image more than it', () => {
    const types = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const;
    const carried = types.map((one) => types.filter((needed) => carries(one, needed)));
    expect(carried).to.deep.equal([['KEYS_ONLY'], ['KEYS_ONLY', 'NEW_IMAGE'], ['KEYS_ONLY', 'OLD_IMAGE'], [...types]]);
  });

  it('carries no image where nothing is known of it', () => {
    expect(carries('constructor', 'NEW_IMAGE')).to.equal(false);
  });
});

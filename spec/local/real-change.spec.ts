import { expect } from 'chai';
import { isRealChange } from '../../lib/local/real-change.js';

describe('isRealChange', () => {
  const before = { pk: { S: 'a' }, tags: { SS: ['x', 'y'] } };

  it('is false for a put of the identical item', () => {
    const dynamodb = { OldImage: before, NewImage: { tags: { SS: ['y', 'x'] }, pk: { S: 'a' } } };
    expect(isRealChange({ eventName: 'MODIFY', dynamodb })).to.equal(false);
  });

  it('is true where an attribute changed', () => {
    const dynamodb = { OldImage: before, NewImage: { pk: { S: 'a' }, tags: { SS: ['x'] } } };
    expect(isRealChange({ eventName: 'MODIFY', dynamodb })).to.equal(true);
  });

  it('is true where an image is missing, since it cannot tell', () => {
    expect(isRealChange({ eventName: 'MODIFY', dynamodb: { NewImage: before } })).to.equal(true);
    expect(isRealChange({ eventName: 'MODIFY', dynamodb: {} })).to.equal(true);
  });

  it('is true for every insert and removal', () => {
    expect(isRealChange({ eventName: 'INSERT', dynamodb: { NewImage: before } })).to.equal(true);
    expect(isRealChange({ eventName: 'REMOVE', dynamodb: { OldImage: before } })).to.equal(true);
  });
});

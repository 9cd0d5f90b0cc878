import { expect } from 'chai';
import { readableShards, youngestShards } from '../../lib/local/shard-order.js';

const shards = [
  { id: 'grandchild', parentId: 'left' },
  { id: 'left', parentId: 'root' },
  { id: 'right', parentId: 'root' },
  { id: 'root', parentId: 'forgotten' },
  { id: 'other', parentId: undefined },
];

describe('readableShards', () => {
  const readable = (begun: string[], finished: string[]) =>
    readableShards(shards, new Set(begun), new Set(finished)).map(({ id }) => id);

  it('begins with those that have no listed parent', () => {
    expect(readable([], [])).to.have.members(['root', 'other']);
  });

  it('holds children back while their parent is read', () => {
    expect(readable(['root', 'other'], [])).to.deep.equal([]);
  });

  it('gives the children of a finished parent, and not theirs', () => {
    expect(readable(['root', 'other'], ['root'])).to.have.members(['left', 'right']);
  });
});

describe('youngestShards', () => {
  it('gives those that no shard comes from', () => {
    expect(youngestShards(shards).map(({ id }) => id)).to.have.members(['grandchild', 'right', 'other']);
  });
});

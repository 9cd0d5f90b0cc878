import { expect } from 'chai';
import { assert, nat, property, string } from 'fast-check';
import { editDistance, nearest } from '../lib/nearest.js';

const OPTIONS = ['tables', 'template', 'endpoint', 'stream-arn', 'port', 'engine', 'timeout', 'json', 'verbose'];

describe('the word that is meant', () => {
  for (const [typed, meant] of [
    ['table', 'tables'],
    ['tabels', 'tables'],
    ['temp', 'template'],
    ['portnumber', 'port'],
    ['endpiont', 'endpoint'],
    ['streamarn', 'stream-arn'],
    ['jsno', 'json'],
    ['verbsoe', 'verbose'],
    ['prot', 'port'],
  ])
    it(`is ${meant} for ${typed}`, () => {
      expect(nearest(`${typed}`, OPTIONS)).to.equal(meant);
    });

  for (const typed of ['', 'x', 'region', 'bucket', '__proto__'])
    it(`is none of them for "${typed}"`, () => {
      expect(nearest(typed, OPTIONS)).to.equal(undefined);
    });
});

describe('the distance of two words', () => {
  it('is none of a word to itself, the same both ways, and no more than the longer one has letters', () => {
    assert(
      property(string(), string(), (one, other) => {
        expect(editDistance(one, one)).to.equal(0);
        expect(editDistance(one, other)).to.equal(editDistance(other, one));
        expect(editDistance(one, other)).to.be.within(
          Math.abs(one.length - other.length),
          Math.max(one.length, other.length),
        );
        expect(editDistance(one, other) === 0).to.equal(one === other);
      }),
    );
  });

  it('is 1 where a letter is left out, doubled, or exchanged with the next one', () => {
    assert(
      property(string({ minLength: 2 }), nat(), (word, any) => {
        const at = any % (word.length - 1);
        const [before, one = '', other = '', after] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)];
        expect(editDistance(word, before + other + after)).to.equal(1);
        expect(editDistance(word, before + one + one + other + after)).to.equal(1);
        expect(editDistance(word, before + other + one + after)).to.equal(one === other ? 0 : 1);
      }),
    );
  });
});

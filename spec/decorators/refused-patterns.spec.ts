import { expect } from 'chai';
import { bootstrap, OnChange, OnInsert } from '../../lib/index.js';
import { refusal } from './observe.js';
import { untypedCall } from './untyped.js';

/** The malformed pattern, the place in it that the message names, and what was found there. */
const MALFORMED: readonly [pattern: unknown, place: string, found: RegExp][] = [
  [{ status: [] }, 'status', /array of 0/],
  [{ status: undefined }, 'status', /undefined/],
  [{ status: [undefined] }, 'status[0]', /undefined/],
  [{ status: ['PAID', undefined] }, 'status[1]', /undefined/],
  [{ status: () => true }, 'status', /function/],
  [{ status: [Symbol('x')] }, 'status[0]', /Symbol/],
  [{ status: [['PAID']] }, 'status[0]', /array of 1/],
  [{ total: Number.NaN }, 'total', /NaN/],
  [{ total: [Number.POSITIVE_INFINITY] }, 'total[0]', /Infinity/],
  [{ status: [{ startsWith: 'P' }] }, 'status[0]', /keys \[startsWith\]/],
  [{ status: [{}] }, 'status[0]', /""|keys \[\]/],
  [{ status: {} }, 'status', /keys \[\]/],
  [{ status: [{ prefix: 'P', suffix: 'D' }] }, 'status[0]', /prefix,suffix/],
  [{ status: [{ prefix: 1 }] }, 'status[0].prefix', /1/],
  [{ status: [{ prefix: ['P'] }] }, 'status[0].prefix', /array of 1/],
  [{ status: [{ 'equals-ignore-case': 1 }] }, 'status[0].equals-ignore-case', /1/],
  [{ status: [{ wildcard: 'a**b' }] }, 'status[0].wildcard', /a\*\*b/],
  [{ status: [{ wildcard: 'a\\b' }] }, 'status[0].wildcard', /a\\\\b/],
  [{ status: [{ wildcard: '\\' }] }, 'status[0].wildcard', /\\\\/],
  [{ status: [{ exists: 'no' }] }, 'status[0].exists', /"no"/],
  [{ status: [{ exists: 0 }] }, 'status[0].exists', /0/],
  [{ status: [{ 'anything-but': [] }] }, 'status[0].anything-but', /array of 0/],
  [{ status: [{ 'anything-but': {} }] }, 'status[0].anything-but', /keys \[\]/],
  [{ status: [{ 'anything-but': undefined }] }, 'status[0].anything-but', /undefined/],
  [{ status: [{ 'anything-but': { startsWith: 'P' } }] }, 'status[0].anything-but', /keys \[startsWith\]/],
  [{ status: [{ 'anything-but': { numeric: ['>', 1] } }] }, 'status[0].anything-but', /keys \[numeric\]/],
  [{ total: [{ numeric: '>' }] }, 'total[0].numeric', /undefined/],
  [{ total: [{ numeric: [] }] }, 'total[0].numeric', /undefined/],
  [{ total: [{ numeric: ['>'] }] }, 'total[0].numeric', /undefined/],
  [{ total: [{ numeric: ['>', 1, '<'] }] }, 'total[0].numeric', /undefined/],
  [{ total: [{ numeric: ['!=', 1] }] }, 'total[0].numeric', /"!="/],
  [{ total: [{ numeric: ['>', '1'] }] }, 'total[0].numeric', /"1"/],
  [{ total: [{ numeric: ['>', Number.NaN] }] }, 'total[0].numeric', /NaN/],
  [{ total: [{ numeric: ['>', 1, '<>', 2] }] }, 'total[0].numeric', /"<>"/],
  [{ total: [{ numeric: ['>', 1, '<', null] }] }, 'total[0].numeric', /null/],
  [{ address: { country: [] } }, 'address.country', /array of 0/],
  [{ address: { country: { code: [] } } }, 'address.country.code', /array of 0/],
  [{ 'dotted.name': { x: [] } }, '["dotted.name"].x', /array of 0/],
  [{ $or: [] }, '$or', /array of 0/],
  [{ $or: { status: 'PAID' } }, '$or', /keys \[status\]/],
  [{ $or: 'status' }, '$or', /"status"/],
  [{ $or: [{}] }, '$or[0]', /keys \[\]/],
  [{ $or: ['PAID'] }, '$or[0]', /"PAID"/],
  [{ $or: [{ a: 1 }, { b: [undefined] }] }, '$or[1].b[0]', /undefined/],
  [{ a: 1, $or: [{ $or: [{ c: [] }] }] }, '$or[0].$or[0].c', /array of 0/],
];

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('A malformed pattern', () => {
  for (const [pattern, place, found] of MALFORMED) {
    const text = JSON.stringify(pattern, (_, value) =>
      value === undefined || Number.isNaN(value) ? String(value) : value,
    );
    it(`is refused by Class.method and the place in it: ${text}`, () => {
      class Orders {
        @untypedCall(OnInsert, { newImage: pattern }) confirm() {}
      }
      const message = refusal(() => bootstrap(Orders));
      const at = place.startsWith('[') ? place : `.${place}`;
      expect(message).to.match(new RegExp(`^Orders\\.confirm\\.newImage${quoted(at)}[:.[].*found `));
      expect(message.replace(/, expected.*/, '')).to.match(found);
    });
  }

  it('is refused in oldImage, keys, from and to alike', () => {
    class OldImage {
      @untypedCall(OnChange, 'status', { oldImage: { a: [] } }) confirm() {}
    }
    class Keys {
      @untypedCall(OnInsert, { keys: { pk: [{ prefx: 'x' }] } }) confirm() {}
    }
    class From {
      @untypedCall(OnChange, 'status', { from: ['PAID', { prefx: 'x' }] }) confirm() {}
    }
    class To {
      @untypedCall(OnChange, 'status', { to: [] }) confirm() {}
    }
    expect(refusal(() => bootstrap(OldImage))).to.match(/^OldImage\.confirm\.oldImage\.a: /);
    expect(refusal(() => bootstrap(Keys))).to.match(/^Keys\.confirm\.keys\.pk\[0\]: /);
    expect(refusal(() => bootstrap(From))).to.match(/^From\.confirm\.from\[1\]: /);
    expect(refusal(() => bootstrap(To))).to.match(/^To\.confirm\.to: /);
  });

  it('names the matchers that there are', () => {
    class Orders {
      @untypedCall(OnInsert, { newImage: { status: [{ startsWith: 'P' }] } }) confirm() {}
    }
    const message = refusal(() => bootstrap(Orders));
    for (const matcher of ['prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'anything-but', 'numeric', 'exists']) {
      expect(message).to.include(matcher);
    }
  });
});

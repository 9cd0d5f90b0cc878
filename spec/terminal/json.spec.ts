import { expect } from 'chai';
import { toJsonAlways } from '../../lib/terminal/json.js';

const read = (value: unknown): unknown => JSON.parse(toJsonAlways(value));

describe('JSON of anything', () => {
  it('is that of the value where there is one', () => {
    expect(read({ a: 5n, b: new Set(['x']), c: new Uint8Array([1]) })).to.deep.equal({ a: '5', b: ['x'], c: 'AQ==' });
    expect(toJsonAlways(undefined)).to.equal('undefined');
    expect(toJsonAlways({ a: [1] }, 2)).to.equal('{\n  "a": [\n    1\n  ]\n}');
  });

  it('says where an object is in itself, is nested too deep, or cannot be read, and has the rest', () => {
    const request = { url: '/', response: {} };
    request.response = { status: 200, request, set: new Set([request]) };
    expect(read(request)).to.deep.equal({
      url: '/',
      response: { status: 200, request: '[in itself]', set: ['[in itself]'] },
    });

    let deep: object = {};
    for (let depth = 0; depth < 30_000; depth++) deep = { deep };
    expect(toJsonAlways({ deep, other: 1 })).to.match(/"\[nested too deep\]"\}+,"other":1\}$/);

    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const throwing = {
      get it() {
        throw new Error('no');
      },
      toString: () => 'x',
      other: 1n,
    };
    const refusing = {
      toJSON() {
        throw new Error('no');
      },
    };
    expect(read({ proxy, throwing, refusing, symbol: Symbol('x') })).to.deep.equal({
      proxy: '[cannot be read]',
      throwing: { it: '[cannot be read]', other: '1' },
      refusing: '[cannot be read]',
    });
  });
});

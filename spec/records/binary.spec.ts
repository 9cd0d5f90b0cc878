import assert from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import { readImage } from './views.js';

const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

async function readBinary(B: string | Uint8Array): Promise<unknown> {
  return Object(await readImage({ b: { B } })).b;
}

describe('a binary', () => {
  it('is the bytes that its base64 text stands for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
        assert.deepEqual(await readBinary(encode(bytes)), bytes);
      }),
    );
  });

  it('is a Uint8Array with a buffer of its own, and no Buffer', async () => {
    const read = await readBinary('Zm9vYmFy');
    assert(read instanceof Uint8Array);
    expect(Object.getPrototypeOf(read)).to.equal(Uint8Array.prototype);
    expect(read.buffer.byteLength).to.equal(6);
    expect(read.byteOffset).to.equal(0);
  });

  it('is the same bytes where they arrive as a Uint8Array', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect(await readBinary(bytes)).to.equal(bytes);
  });

  it('may be empty', async () => {
    assert.deepEqual(await readBinary(''), new Uint8Array());
  });

  it('is read in sets, lists and maps alike', async () => {
    const image = { set: { BS: ['AA==', 'Zm9v', new Uint8Array([9])] }, list: { L: [{ M: { b: { B: 'AQI=' } } }] } };
    assert.deepEqual(await readImage(image), {
      set: new Set([new Uint8Array([0]), new Uint8Array(Buffer.from('foo')), new Uint8Array([9])]),
      list: [{ b: new Uint8Array([1, 2]) }],
    });
  });

  it('may be as large as an item', async () => {
    const bytes = new Uint8Array(400 * 1024).map((_, index) => index % 251);
    assert.deepEqual(await readBinary(encode(bytes)), bytes);
  });
});

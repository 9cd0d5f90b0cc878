import { expect } from 'chai';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { zip } from '../../../lib/deploy/build/zip.js';

describe('a zip file of a function', () => {
  const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,9}\.(mjs|map)$/), fc.uint8Array({ maxLength: 2000 }), {
    noNullPrototype: true,
  });

  it('holds its files, and depends on nothing else, nor on their order', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (content) => {
        const bytes = await zip(content);
        const reversed = Object.fromEntries(Object.entries(content).reverse());
        expect(await zip(reversed)).to.deep.equal(bytes);
        expect(unzipSync(bytes)).to.deep.equal(content);
      }),
      { numRuns: 50 },
    );
  });

  it('gives each file one date, and lets everybody read it', async () => {
    const bytes = Buffer.from(await zip({ 'index.mjs': new Uint8Array(9) }));
    // The central directory, as PKWARE's APPNOTE describes it.
    const entry = bytes.subarray(bytes.indexOf('PK\x01\x02'));
    const [time, date] = [entry.readUInt16LE(12), entry.readUInt16LE(14)];
    expect([(date >> 9) + 1980, (date >> 5) & 15, date & 31, time >> 11]).to.deep.equal([1980, 1, 1, 12]);
    const [madeBy, attributes] = [entry.readUInt8(5), entry.readUInt32LE(38)];
    expect({ madeBy, mode: (attributes >>> 16).toString(8) }).to.deep.equal({ madeBy: 3, mode: '100644' });
  });
});

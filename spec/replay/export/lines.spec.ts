import { expect } from 'chai';
import fc from 'fast-check';
import { splitLines } from '../../../lib/replay/export/lines.js';

describe('the lines of a file', () => {
  async function linesOf(chunks: readonly Buffer[], maxBytes?: number): Promise<(string | undefined)[]> {
    const lines: (string | undefined)[] = [];
    for await (const some of splitLines(stream(chunks), maxBytes)) lines.push(...some);
    return lines;
  }

  async function* stream(chunks: readonly Buffer[]) {
    yield* chunks;
  }

  it('are whole wherever the chunks end, within characters too', async () => {
    const line = fc.string({ unit: 'binary', minLength: 1 }).map((text) => JSON.stringify(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat(400)), fc.boolean(), async (lines, cuts, ends) => {
        const bytes = Buffer.from(
          lines
            .map((text) => `${text}\n`)
            .join('')
            .slice(0, ends ? undefined : -1),
        );
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        expect(await linesOf(chunks)).to.deep.equal(lines.map((text) => Buffer.from(text).toString()));
      }),
    );
  });

  it('are none of those that are blank', async () => {
    expect(await linesOf([Buffer.from('a\n\n\r\nb\r\n')])).to.deep.equal(['a', 'b']);
  });

  it('are passed over, and counted, where one is too long for an item', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20)), fc.array(fc.nat(200)), async (lengths, cuts) => {
        const bytes = Buffer.from(lengths.map((length) => `${'x'.repeat(length + 1)}\n`).join(''));
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const expected = lengths.map((length) => (length + 1 > 10 ? undefined : 'x'.repeat(length + 1)));
        expect(await linesOf(chunks, 10)).to.deep.equal(expected);
      }),
    );
  });
});

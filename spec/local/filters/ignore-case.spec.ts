import { expect } from 'chai';
import fc from 'fast-check';
import { endsIgnoringCase, hasSuffixIgnoringCase } from '../../../lib/local/filters/ignore-case.js';
import { compileFilterPattern } from '../../../lib/local/index.js';

/** By the definition: some rest of the text is the literal in some case. */
function hasSuffixByDefinition(text: string, literal: string): boolean {
  const rests = Array.from({ length: text.length + 1 }, (_, from) => text.slice(from));
  return rests.some((rest) => endsIgnoringCase(rest, literal).includes(rest.length));
}

describe('a suffix whatever its case', () => {
  it('is what the definition says, letters whose cases are several characters included', () => {
    const text = fc.array(fc.constantFrom('a', 'A', 'b', 's', 'S', 'ß', 'ﬃ', 'f', 'F', 'i', 'I', 'İ', '\u0307', '😀'));
    fc.assert(
      fc.property(text, text, (letters, end) => {
        const [value, literal] = [letters.join(''), end.join('')];
        expect(hasSuffixIgnoringCase(value, literal)).to.equal(hasSuffixByDefinition(value, literal));
      }),
      { numRuns: 5000 },
    );
  });

  it('is found in a long text without reading all of it', () => {
    const read = { characters: 0 };
    const text = Object.assign(Object('a'.repeat(100_000)), {
      endsWith(part: string, at: number) {
        read.characters += part.length;
        return 'a'.repeat(100_000).endsWith(part, at);
      },
    });
    expect(hasSuffixIgnoringCase(text, 'A'.repeat(50))).to.equal(true);
    expect(read.characters).to.be.at.most(100);
    const matches = compileFilterPattern({ a: [{ suffix: { 'equals-ignore-case': `${'A'.repeat(50)}b` } }] });
    expect(matches({ a: 'a'.repeat(100_000) })).to.equal(false);
  });
});

import { assert, property, string } from 'fast-check';
import { decodeText } from '../../lib/loading/decode-text.js';

const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();

const ENCODINGS: readonly (readonly [string, (text: string) => Uint8Array])[] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16, as PowerShell writes it', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 of the other byte order', (text) => swapped(`\ufeff${text}`)],
];

describe('the text of a file', () => {
  for (const [encoding, encode] of ENCODINGS)
    it(`is the same in ${encoding}`, () => {
      const plain = string({ unit: 'grapheme' }).filter((text) => !text.startsWith('\ufeff'));
      assert(property(plain, (text) => decodeText(encode(text)) === text));
    });
});

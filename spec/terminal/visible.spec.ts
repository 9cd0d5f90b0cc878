import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { array, assert, constantFrom, integer, oneof, property } from 'fast-check';
import { toJson } from '../../lib/terminal/json.js';
import { linesOf, renderLine, styled } from '../../lib/terminal/line.js';
import { visible, visibleJson } from '../../lib/terminal/visible.js';

/** Control characters of both sets, line and paragraph separators, controls of the writing direction. */
const HARMFUL = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

const CLIPBOARD = '\u001b]52;c;cm0gLXJmIH4=\u0007';

const anyCharacter = integer({ max: 0x10ffff, min: 0 }).map((point) => String.fromCodePoint(point));

/** Text that has harmful characters more often than chance gives them. */
const anyText = () =>
  array(oneof(anyCharacter, constantFrom(CLIPBOARD, '\n', '\r\n', '\u009b31m', '\u202e', '\u2028'))).map((parts) =>
    parts.join(''),
  );

describe('text that is shown', () => {
  for (const [text, shown] of [
    ['Orders', 'Orders'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    [CLIPBOARD, '\\u{1b}]52;c;cm0gLXJmIH4=\\u{7}'],
    ['\u009b31m', '\\u{9b}31m'],
    ['\u202egpj.exe\u2069', '\\u{202e}gpj.exe\\u{2069}'],
    ['\u2028\u2029\ufeff\u200b', '\\u{2028}\\u{2029}\\u{feff}\\u{200b}'],
    ['\ud800', '\\u{d800}'],
    ['\u{e0041}', '\\u{e0041}'],
    // Joined emoji, Persian and accents are text.
    ['👩‍👩‍👧 می‌خواهم é ✓', '👩‍👩‍👧 می‌خواهم é ✓'],
  ] as const)
    it(`is ${shown}`, () => {
      expect(visible(text)).to.equal(shown);
    });

  it('has no character that a terminal acts on, and stays on its line, whatever it is', () => {
    assert(property(anyText(), (text) => !HARMFUL.test(visible(text))));
  });

  it('is escaped in every part of a line, and styled afterwards', () => {
    expect(renderLine([styled('red', `a${CLIPBOARD}`), ' b\n'], true)).to.equal(
      '\u001b[31ma\\u{1b}]52;c;cm0gLXJmIH4=\\u{7}\u001b[39m b\\n',
    );
  });

  it('has no colour where there is none, and none of its own in any case', () => {
    assert(
      property(anyText(), anyText(), (one, other) => {
        const line = [styled('green', one), other];
        expect(renderLine(line, false)).to.equal(visible(one) + visible(other));
        expect(stripVTControlCharacters(renderLine(line, true))).to.equal(visible(one) + visible(other));
      }),
    );
  });

  it('is as many lines as it was given, where several are meant', () => {
    expect(linesOf('Error: bad\r\n    at a\n    at b\n')).to.deep.equal(['Error: bad', '    at a', '    at b']);
  });
});

describe('JSON that is shown', () => {
  it('has no character that a terminal acts on, and is the same value', () => {
    assert(
      property(anyText(), (text) => {
        const json = toJson({ [text]: [text] }) ?? '';
        expect(json).not.to.match(HARMFUL);
        expect(JSON.parse(json)).to.deep.equal({ [text]: [text] });
      }),
    );
  });

  it('keeps the line ends between its values', () => {
    expect(visibleJson(JSON.stringify({ a: '\u202e\u{e0041}' }, null, 2))).to.equal(
      '{\n  "a": "\\u202e\\udb40\\udc41"\n}',
    );
  });

  it('has numbers of many digits, sets and bytes', () => {
    expect(toJson({ a: 12345678901234567890n, b: new Set(['x']), c: new Uint8Array([1]) })).to.equal(
      '{"a":"12345678901234567890","b":["x"],"c":"AQ=="}',
    );
  });
});

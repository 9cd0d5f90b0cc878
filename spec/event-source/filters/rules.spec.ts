import { expect } from 'chai';
import type { Fragment } from '../../../lib/event-source/filters/fragment.js';
import { isReadAsWritten } from '../../../lib/event-source/filters/rules.js';

/** What Amazon's event-ruler makes of each was seen by running it. */
describe("A pattern is read by Amazon's matcher", () => {
  const asWritten: readonly [string, Fragment][] = [
    ['without $or', { a: ['x'], b: { c: ['y', 'z'] } }],
    ['with alternatives that ask for other values of one attribute', { $or: [{ a: ['x'] }, { a: ['y'] }] }],
    [
      'with alternatives that differ in all the values of one attribute',
      {
        $or: [
          { a: ['x'], b: ['y'] },
          { a: ['z'], b: ['y'] },
        ],
      },
    ],
    ['with alternatives that ask for other attributes', { $or: [{ a: ['x'] }, { a: ['x', 'y'], b: ['z'] }] }],
    ['where the later alternative asks for less than the one before', { $or: [{ a: ['x', 'y'] }, { a: ['x'] }] }],
    ['with one path in several alternatives', { $or: [{ a: { b: ['x'] } }, { 'a.b': ['y'] }] }],
  ];
  for (const [what, pattern] of asWritten)
    it(`as it is written ${what}`, () => {
      expect(isReadAsWritten(pattern)).to.equal(true);
    });

  const otherwise: readonly [string, Fragment][] = [
    ['where a later alternative repeats a value and adds one', { $or: [{ a: ['x'] }, { a: ['x', 'z'] }] }],
    [
      'where it repeats a value of every attribute',
      {
        c: ['w'],
        $or: [
          { a: ['x'], b: ['y'] },
          { a: ['x', 'z'], b: ['y', 'v'] },
        ],
      },
    ],
    ['where it repeats an address in other letters', { $or: [{ a: ['::1'] }, { a: ['0:0:0:0:0:0:0:1', 'x'] }] }],
    [
      'where it repeats an exclusion in another order',
      { $or: [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: [{ 'anything-but': ['y', 'x'] }, 'x'] }] },
    ],
    ['where a dot makes two paths one', { 'a.b': ['x'], a: { b: ['y'] } }],
    ['where a path inside of $or stands outside, too', { a: ['x'], $or: [{ a: ['y'] }, { b: ['z'] }] }],
  ];
  for (const [what, pattern] of otherwise)
    it(`otherwise ${what}`, () => {
      expect(isReadAsWritten(pattern)).to.equal(false);
    });
});

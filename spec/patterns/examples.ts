import { expect } from 'chai';
import type { Pattern } from '../../lib/index.js';
import { matches } from './matches.js';

/** A pattern, items that it matches, and items that it does not. */
export type Example = readonly [pattern: Pattern, matching: readonly object[], others: readonly object[]];

/** Writes a test for each item. */
export function describeExamples(subject: string, examples: readonly Example[]): void {
  describe(subject, () => {
    for (const [pattern, matching, others] of examples) {
      for (const [items, expected] of [
        [matching, true],
        [others, false],
      ] as const) {
        for (const item of items) {
          it(`${text(pattern)} ${expected ? 'matches' : 'does not match'} ${text(item)}`, async () => {
            expect(await matches(pattern, item)).to.equal(expected);
          });
        }
      }
    }
  });
}

function text(value: object): string {
  return JSON.stringify(value, (_, inner) => {
    if (inner instanceof Set) return `Set(${[...inner]})`;
    if (inner instanceof Uint8Array) return `bytes ${inner}`;
    return typeof inner === 'bigint' ? `${inner}n` : inner;
  });
}

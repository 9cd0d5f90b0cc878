import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { type AttributeValue, bootstrap, stream } from '../../lib/index.js';
import { sameImage, sameValue } from '../../lib/records/equal.js';
import { images, values } from './arbitraries.js';
import { canonical, disguised, mutants } from './mutants.js';
import { silent, viewOf, wireModify } from './views.js';

const value = values();

describe('wire values', () => {
  it('equal themselves, and a copy', () => {
    fc.assert(
      fc.property(value, (wire) => {
        expect(sameValue(wire, wire)).to.equal(true);
        expect(sameValue(wire, structuredClone(wire))).to.equal(true);
      }),
    );
  });

  it('equal each other whatever the order of map keys and set elements, and the text of numbers', () => {
    fc.assert(
      fc.property(value, (wire) => {
        expect(sameValue(wire, disguised(wire))).to.equal(true);
        expect(sameValue(disguised(wire), wire)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it('differ where a single thing in them differs, however deep', () => {
    fc.assert(
      fc.property(value, (wire) => {
        for (const mutant of mutants(wire)) {
          if (isDeepStrictEqual(canonical(mutant), canonical(wire))) continue;
          expect(sameValue(wire, mutant), JSON.stringify(mutant)).to.equal(false);
          expect(sameValue(mutant, wire), JSON.stringify(mutant)).to.equal(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('differ from a missing attribute, which equals another one', () => {
    fc.assert(
      fc.property(value, (wire) => {
        expect(sameValue(wire, undefined)).to.equal(false);
        expect(sameValue(undefined, wire)).to.equal(false);
      }),
    );
    expect(sameValue(undefined, undefined)).to.equal(true);
  });

  it('differ where maps have other names, also such as every object inherits', () => {
    const names = ['toString', 'constructor', '__proto__', 'hasOwnProperty'];
    for (const name of names) {
      const image = Object.fromEntries([[name, { S: 'x' }]]);
      expect(sameImage(image, { a: { S: 'x' } }), name).to.equal(false);
      expect(sameImage({ a: { S: 'x' } }, image), name).to.equal(false);
      expect(sameImage(image, structuredClone(image)), name).to.equal(true);
    }
  });

  it('are compared to the end where large sets differ in one element', () => {
    const elements = Array.from({ length: 30_000 }, (_, index) => `${index}`);
    const shifted = (first: string) => [first, ...elements.slice(0, -1)];
    expect(sameValue({ SS: elements }, { SS: shifted('x') })).to.equal(false);
    expect(sameValue({ NS: elements }, { NS: shifted('-1') })).to.equal(false);
    expect(sameValue({ NS: elements }, { NS: shifted(`${elements.length - 1}.0`) })).to.equal(true);
  });
});

describe('@OnChange', () => {
  const few = fc.oneof(
    fc.constantFrom<AttributeValue>({ N: '1' }, { N: '1.0' }, { S: '1' }, { L: [] }, { M: {} }, { NULL: true }),
    fc.constantFrom<AttributeValue>({ NS: ['1', '2'] }, { NS: ['2', '1.0'] }, { SS: ['1', '2'] }, { BS: ['AA=='] }),
    fc.constantFrom<AttributeValue>({ M: { a: { N: '1' } } }, { M: { a: { N: '1e0' } } }, { L: [{ S: '1' }] }),
    values(fc.constantFrom('', 'AA=='), fc.constantFrom('a', 'b')),
  );
  const maybe = fc.option(few, { nil: undefined });

  it('fires exactly where the old and the new value are not deeply equal', async () => {
    const handler = bootstrap(
      stream().onChange('a', () => undefined),
      { logger: silent },
    );
    await fc.assert(
      fc.asyncProperty(maybe, maybe, async (before, after) => {
        const [from, to] = [before, after].map((wire) => (wire ? { a: wire } : {}));
        const { handled } = await handler.dispatch({ Records: [wireModify(from ?? {}, to ?? {})] });
        expect(handled === 0).to.equal(isDeepStrictEqual(before && canonical(before), after && canonical(after)));
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with changed() on whole images', async () => {
    const image = images(few, fc.constantFrom('a', 'b'));
    await fc.assert(
      fc.asyncProperty(image, image, async (before, after) => {
        const view = await viewOf(wireModify(before, after));
        expect(view.changed('a') || view.changed('b')).to.equal(view.changed());
      }),
    );
  });
});

import { expect } from 'chai';
import type { AttributeMap, Pattern } from '../../lib/index.js';
import { HOSTILE_NAMES } from '../records/arbitraries.js';
import { describeExamples } from './examples.js';
import { matcher } from './matches.js';

const named = <V>(name: string, value: V): Record<string, V> => Object.fromEntries([[name, value]]);

describe('an attribute in a pattern', () => {
  for (const name of HOSTILE_NAMES.filter((each) => each !== '$or')) {
    it(`may be named ${JSON.stringify(name)}`, async () => {
      const image: AttributeMap = named(name, { S: 'x' });
      expect(await matcher(named(name, ['x']))(image)).to.equal(true);
      expect(await matcher(named(name, ['y']))(image)).to.equal(false);
      expect(await matcher(named(name, ['x']))({ another: { S: 'x' } })).to.equal(false);
      expect(await matcher(named(name, { exists: true }))({ another: { S: 'x' } })).to.equal(false);
      expect(await matcher(named(name, { exists: false }))({ another: { S: 'x' } })).to.equal(true);
      expect(await matcher(named(name, { exists: false }))(image)).to.equal(false);
      expect(await matcher(named(name, { 'anything-but': 'y' }))({ another: { S: 'x' } })).to.equal(false);
    });

    // Inside a map that name with anything at all is the matcher.
    if (name === 'anything-but') continue;
    it(`may be named ${JSON.stringify(name)} inside a map`, async () => {
      const image: AttributeMap = { m: { M: named(name, { M: named(name, { S: 'x' }) }) } };
      const pattern = (value: string[]): Pattern => ({ m: named(name, named(name, value)) });
      expect(await matcher(pattern(['x']))(image)).to.equal(true);
      expect(await matcher(pattern(['y']))(image)).to.equal(false);
      expect(await matcher(pattern(['x']))({ m: { M: {} } })).to.equal(false);
      expect(await matcher(pattern(['x']))({ m: { S: 'x' } })).to.equal(false);
    });
  }
});

describeExamples('an attribute with the name of a matcher', [
  [{ prefix: 'x' }, [{ prefix: 'x' }], [{ prefix: 'xy' }]],
  [{ numeric: [1] }, [{ numeric: 1 }], [{ numeric: 2 }]],
  [{ exists: [true] }, [{ exists: true }], [{ exists: false }, {}]],
  [{ a: { prefix: ['x'] } }, [{ a: { prefix: 'x' } }], [{ a: 'x' }, { a: { prefix: 'y' } }]],
  [{ a: { prefix: { prefix: 'x' } } }, [{ a: { prefix: 'xy' } }], [{ a: 'xy' }]],
  [{ a: { exists: [true] } }, [{ a: { exists: true } }], [{ a: true }, { a: {} }]],
  [{ a: { numeric: [1, 2] } }, [{ a: { numeric: 2 } }], [{ a: 2 }]],
  [
    { a: { prefix: 'x', name: 'y' } },
    [{ a: { prefix: 'x', name: 'y' } }],
    [{ a: 'x' }, { a: { prefix: 'xy', name: 'y' } }],
  ],
]);

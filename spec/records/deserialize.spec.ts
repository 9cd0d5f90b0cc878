import assert from 'node:assert/strict';
import { unmarshall, type unmarshallOptions } from '@aws-sdk/util-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import type { AttributeMap } from '../../lib/index.js';
import { attributeName, HOSTILE_NAMES, images, values } from './arbitraries.js';
import { modelOfImage } from './model.js';
import { readImage } from './views.js';

/** What the SDK makes of an image; its type splits by wire type what ours has in one. */
const unmarshalled = (image: AttributeMap, options: unmarshallOptions = {}) =>
  unmarshall(image as Parameters<typeof unmarshall>[0], options);

const marked = (text: string) => `number ${text}`;

describe('an image', () => {
  const bytes = fc.uint8Array({ maxLength: 12 });
  const innocent = attributeName.filter((name) => name !== '__proto__');

  it("is what the SDK's unmarshall gives, whatever its values and names", async () => {
    await fc.assert(
      fc.asyncProperty(images(values(bytes, innocent), innocent), async (image) => {
        assert.deepEqual(await readImage(image, { numbers: marked }), unmarshalled(image, { wrapNumbers: marked }));
      }),
      { numRuns: 500 },
    );
  });

  it('has the numbers of unmarshall too, where those are safe integers', async () => {
    const safe = fc.maxSafeInteger().map((number) => ({ N: String(number) }));
    const list = fc.array(safe).map((L) => ({ L }));
    await fc.assert(
      fc.asyncProperty(images(fc.oneof(safe, list), innocent), async (image) => {
        assert.deepEqual(await readImage(image), unmarshalled(image));
      }),
    );
  });

  it('has every attribute as its own, in the order of the wire, in objects with the plain prototype', async () => {
    await fc.assert(
      fc.asyncProperty(images(), async (image) => {
        const read = await readImage(image, { numbers: marked });
        assert.deepEqual(read, modelOfImage(image, marked));
        assert.deepEqual(Object.keys(Object(read)), Object.keys(image));
      }),
      { numRuns: 500 },
    );
  });

  for (const name of HOSTILE_NAMES) {
    it(`may have an attribute named ${JSON.stringify(name)}, at the top and deep inside`, async () => {
      const value = { M: Object.fromEntries([[name, { L: [{ M: Object.fromEntries([[name, { S: 'x' }]]) }] }]]) };
      const image: AttributeMap = Object.fromEntries([[name, value]]);
      const inner = Object.fromEntries([[name, 'x']]);
      const expected = Object.fromEntries([[name, Object.fromEntries([[name, [inner]]])]]);
      assert.deepEqual(await readImage(image), expected);
    });
  }

  it('leaves every prototype as it was when its attributes are named like what prototypes have', async () => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    const image: AttributeMap = JSON.parse(
      '{"__proto__": {"M": {"polluted": {"S": "x"}}}, "constructor": {"M": {"prototype": {"M": {"polluted": {"S": "x"}}}}}}',
    );
    const read = await readImage(image);
    assert(typeof read === 'object' && read !== null);
    expect(Object.getPrototypeOf(read)).to.equal(Object.prototype);
    expect(Object.keys(read)).to.deep.equal(['__proto__', 'constructor']);
    expect('polluted' in read).to.equal(false);
    expect('polluted' in {}).to.equal(false);
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).to.equal(before);
  });

  it('has attributes that code may change and delete, like those of any object', async () => {
    const read = await readImage(JSON.parse('{"__proto__": {"S": "x"}, "a": {"S": "y"}}'));
    for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(Object(read)))) {
      expect(descriptor).to.include({ writable: true, enumerable: true, configurable: true });
    }
  });

  it('keeps what is empty: strings, lists, maps, sets and the image itself', async () => {
    const image = { s: { S: '' }, l: { L: [] }, m: { M: {} }, ss: { SS: [] }, ns: { NS: [] }, bs: { BS: [] } };
    const empty = { s: '', l: [], m: {}, ss: new Set(), ns: new Set(), bs: new Set() };
    assert.deepEqual(await readImage(image), empty);
    assert.deepEqual(await readImage({}), {});
  });

  it('lacks the attributes that are undefined, and heeds the type that is defined', async () => {
    const image: unknown = {
      no: undefined,
      a: { N: undefined, S: 'x' },
      m: { M: { no: undefined, b: { BOOL: false } } },
    };
    assert.deepEqual(await readImage(image as AttributeMap), { a: 'x', m: { b: false } });
  });
});

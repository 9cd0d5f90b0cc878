import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import type { AttributeMap } from '../../lib/index.js';
import { Layouts } from '../../lib/records/layout.js';
import { HOSTILE_NAMES } from './arbitraries.js';
import { freshLayouts, warm, warmLayouts } from './fresh-layouts.js';

const asText = (text: string) => text;
const map = (value: unknown) => value as AttributeMap;

/** What is wrong with an image, as a reader says it. */
function faultOf(layouts: Layouts, image: unknown): string {
  try {
    return `read as ${JSON.stringify(layouts.read(map(image)))}`;
  } catch (error) {
    return String(error);
  }
}

describe('a malformed value in a layout that was read many times before', () => {
  const sound = {
    s: { S: 'x' },
    n: { N: '1' },
    b: { B: 'AA==' },
    t: { BOOL: true },
    z: { NULL: true },
    m: { M: { a: { S: 'x' } } },
    empty: { M: {} },
    l: { L: [{ M: { a: { S: 'x' } } }] },
    ss: { SS: ['x'] },
    ns: { NS: ['1'] },
    bs: { BS: ['AA=='] },
  };
  const layouts = warmLayouts(asText, sound);
  const malformed: unknown[] = [null, 'text', 5, true, [], {}, { X: 'x' }, { N: null }, { N: {} }, { N: [] }];
  for (const type of ['M', 'L', 'SS', 'NS', 'B', 'BS']) {
    for (const inner of [null, '', 'text', '!', 0, 5, true, { length: 0 }, [null], [5], [[]], [{}]]) {
      malformed.push({ [type]: inner });
    }
  }
  const faultsOf = (reader: () => Layouts, name: string) =>
    malformed.map((value) => [JSON.stringify(value), faultOf(reader(), { ...sound, [name]: value })]);

  for (const [name, value] of Object.entries(sound)) {
    it(`is found as on a first sighting, where the layout has ${JSON.stringify(value)}`, () => {
      const found = faultsOf(() => layouts, name);
      expect(found).to.deep.equal(faultsOf(() => new Layouts(asText), name));
      expect(found.filter(([, fault]) => fault?.includes('InvalidEventError'))).to.have.lengthOf.at.least(60);
    });
  }

  for (const image of [null, '', 'text', 0, 5, true, []]) {
    it(`is found where the whole image is ${JSON.stringify(image)}`, () => {
      expect(faultOf(warmLayouts(asText, {}, sound), image)).to.include('InvalidEventError');
    });
  }

  it('leaves the reader sound', () => {
    for (const value of malformed) faultOf(layouts, { ...sound, m: value });
    expect(faultOf(layouts, sound)).to.equal(faultOf(new Layouts(asText), sound));
  });
});

describe('the reader of a layout that keeps coming back', () => {
  const hostile: AttributeMap = Object.fromEntries(
    HOSTILE_NAMES.filter((name) => name !== '__proto__').map((name) => [name, { S: name }]),
  );

  it('is compiled from names that are code in disguise without running any of it', () => {
    const read = warmLayouts(asText, hostile).read(hostile);
    expect(Object.entries(read).every(([name, value]) => name === value)).to.equal(true);
    expect(Object.keys(read)).to.have.length(HOSTILE_NAMES.length - 1);
  });

  it('is compiled from names that together would be code, were they not quoted', () => {
    const names = ['x"/*', '*/:(globalThis.ran=true)}}//'];
    const image: AttributeMap = Object.fromEntries(names.map((name) => [name, { S: name }]));
    expect(Object.entries(warmLayouts(asText, image).read(image))).to.deep.equal(names.map((name) => [name, name]));
    expect(globalThis).not.to.have.property('ran');
  });

  it('is compiled once for its layout, and for a bounded number of layouts', () => {
    const native = globalThis.Function;
    let compiled = 0;
    const counting = new Proxy(native, {
      construct: (target, args) => {
        compiled++;
        return Reflect.construct(target, args);
      },
    });
    globalThis.Function = counting;
    try {
      warm(freshLayouts(asText), hostile, hostile);
      expect(compiled).to.equal(1);
      const layouts = freshLayouts(asText);
      for (let index = 0; index < 40; index++) warm(layouts, map({ [`dictionary${index}`]: { S: 'x' } }));
      expect(compiled).to.be.lessThan(20);
    } finally {
      globalThis.Function = native;
    }
  });

  it('does without code from strings where the process forbids it', () => {
    const program = `
      const { bootstrap, stream } = require('./lib/index.ts');
      const { insert, streamEvent } = require('./lib/testing/index.ts');
      const handler = bootstrap(stream().onInsert(({ newImage }) => newImage.m.a));
      const records = Array.from({ length: 40 }, () => insert({ pk: 'x', m: { a: 1 } }));
      handler.dispatch(streamEvent(...records)).then(({ results }) => console.log(JSON.stringify(results.map((r) => r.value))));
    `;
    const flags = ['--disallow-code-generation-from-strings', '-r', 'ts-node/register', '-e', program];
    const output = execFileSync(process.execPath, flags, { encoding: 'utf8' });
    expect(JSON.parse(output)).to.deep.equal(Array(40).fill(1));
  });
});

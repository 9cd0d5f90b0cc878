import { expect } from 'chai';
import { ConfigurationError } from '../../lib/index.js';
import { insert, modify, remove } from '../../lib/testing/index.js';
import { viewOf } from './views.js';

const before = {
  pk: 1,
  status: 'PAID',
  'dotted.name': { x: 1, 'y z': 1 },
  address: { city: 'Ede', geo: { lat: 1 } },
  lines: [{ qty: 1 }, { qty: 2 }],
  gone: true,
};
const after = {
  pk: 1,
  status: 'SHIPPED',
  'dotted.name': { x: 2, 'y z': 1 },
  address: { city: 'Ede', geo: { lat: 2 } },
  lines: [{ qty: 1 }, { qty: 3 }, { qty: 0 }],
  fresh: null,
};

describe('changed()', () => {
  const paths: [string, boolean][] = [
    ['status', true],
    ['pk', false],
    ['address', true],
    ['address.city', false],
    ['address.geo', true],
    ['address.geo.lat', true],
    ['address.geo.lon', false],
    ['lines', true],
    ['lines[0]', false],
    ['lines[1]', true],
    ['lines[1].qty', true],
    ['lines[2]', true],
    ['lines[2].qty', true],
    ['lines[9]', false],
    ['["dotted.name"]', true],
    ["['dotted.name']", true],
    ['["dotted.name"].x', true],
    ['["dotted.name"]["y z"]', false],
    ['dotted.name', false],
    ['gone', true],
    ['fresh', true],
    ['nowhere', false],
    ['nowhere.at[0].all', false],
    ['status.length', false],
    ['status[0]', false],
    ['lines.length', false],
    ['lines.0', false],
    ['toString', false],
    ['constructor.name', false],
    ['__proto__', false],
  ];
  for (const [path, expected] of paths) {
    it(`is ${expected} for ${path}`, async () => {
      expect((await viewOf(modify(before, after))).changed(path)).to.equal(expected);
    });
  }

  it('without a path tells whether anything differs', async () => {
    expect((await viewOf(modify(before, after))).changed()).to.equal(true);
    expect((await viewOf(modify(before, { ...before }))).changed()).to.equal(false);
  });

  it('is true for everything that an INSERT added, and that a REMOVE removed', async () => {
    for (const record of [insert(before), remove(before)]) {
      const view = await viewOf(record);
      for (const path of ['pk', 'address.city', 'lines[1].qty']) expect(view.changed(path), path).to.equal(true);
      for (const path of ['fresh', 'address.zip', 'lines[2]']) expect(view.changed(path), path).to.equal(false);
      expect(view.changed()).to.equal(true);
    }
  });

  const malformed = [
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'a[',
    'a[]',
    'a[x]',
    'a[-1]',
    '[0]',
    '[0].a',
    'a]',
    'a["b]',
    'a[""]',
    '[a]',
  ];
  for (const path of malformed) {
    it(`refuses the path ${JSON.stringify(path)}`, async () => {
      const view = await viewOf(modify(before, after));
      expect(() => view.changed(path)).to.throw(ConfigurationError, JSON.stringify(path));
    });
  }
});

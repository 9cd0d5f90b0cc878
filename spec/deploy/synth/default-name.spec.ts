import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { defaultName } from '../../../lib/deploy/synth/default-name.js';
import { ConfigurationError } from '../../../lib/errors.js';

describe('The name that a template gets where none is chosen', () => {
  let root: string;
  beforeEach(() => {
    root = join(mkdtempSync(join(tmpdir(), 'onstream-names-')), 'checkout-7');
  });
  afterEach(() => rmSync(dirname(root), { recursive: true }));

  function save(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function nameOf(file: string): string {
    return defaultName(join(root, file));
  }

  for (const [file, name] of [
    ['orders.ts', 'orders'],
    ['src/orders.ts', 'orders'],
    ['src/handler.ts', 'shop'],
    ['src/index.ts', 'shop'],
    ['index.mjs', 'shop'],
    ['src/lambda/main.ts', 'shop'],
    ['src/mails/handler.ts', 'mails'],
    ['functions/mails/src/index.ts', 'mails'],
  ] as const) {
    it(`is ${name} for ${file} of the package shop`, () => {
      save('package.json', '{ "name": "shop" }');
      expect(nameOf(file)).to.equal(name);
    });
  }

  for (const [name, expected] of [
    ['@acme/order-mails', 'acme-order-mails'],
    ['@acme/orders.v2', 'acme-orders-v2'],
    ['lambda', 'lambda'],
    ['ürders', 'urders'],
    [`@acme/${'order-'.repeat(20)}mails`, `acme-${'order-'.repeat(9)}order`],
  ] as const) {
    it(`is ${expected} for the package ${name.slice(0, 30)}`, () => {
      save('package.json', JSON.stringify({ name }));
      expect(nameOf('src/handler.ts'))
        .to.equal(expected)
        .and.to.match(/^[A-Za-z0-9][\w-]{0,63}$/);
    });
  }

  it('is that of the nearest package.json that has one', () => {
    save('package.json', '{ "name": "shop" }');
    save('src/package.json', '{ "type": "module" }');
    expect(nameOf('src/handler.ts')).to.equal('shop');
    save('src/package.json', '\ufeff{ "name": "mails" }');
    expect(nameOf('src/handler.ts')).to.equal('mails');
  });

  it('is that of a folder where no package.json has a name', () => {
    expect(nameOf('src/handler.ts')).to.equal('checkout-7');
    save('package.json', '{ "private": true }');
    expect(nameOf('src/handler.ts')).to.equal('checkout-7');
    save('package.json', '{ "name": "订单" }');
    expect(nameOf('src/handler.ts')).to.equal('checkout-7');
  });

  it('cannot be found where the package.json is none', () => {
    save('package.json', 'name: shop');
    expect(() => nameOf('src/handler.ts')).to.throw(ConfigurationError, 'package.json: found no JSON');
  });
});

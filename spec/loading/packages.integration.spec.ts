import { expect } from 'chai';
import { loadManifest } from '../../lib/loading/load-manifest.js';
import { Workplace } from '../cli/workplace.js';

/** A module whose table is named by what it imports. */
const ORDERS = (imports: string, name: string) => `
import { OnInsert, Table } from 'onstream';
${imports}
@Table(${name}) export class Orders { @OnInsert confirm() {} }
`;

describe('the packages of a module that is loaded', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace();
  });
  afterEach(() => place.close());

  async function tables(text: string) {
    const { manifest } = await loadManifest(`${place.save('orders.ts', text).folder}/orders.ts`);
    return manifest.sources.map(({ table }) => table);
  }

  async function failure(text: string): Promise<string> {
    const given = await tables(text).catch((error: Error) => error.message);
    return String(given).replaceAll(place.folder, 'FOLDER');
  }

  it('may have their sources in TypeScript, as those of a workspace do', async () => {
    place.save('node_modules/@shop/names/package.json', '{ "name": "@shop/names", "main": "src/index.ts" }');
    place.save('node_modules/@shop/names/src/index.ts', "export { orders } from './orders';");
    place.save('node_modules/@shop/names/src/orders.ts', "export const orders: string = 'Orders';");
    expect(await tables(ORDERS("import { orders } from '@shop/names';", 'orders'))).to.deep.equal(['Orders']);
  });

  it('may be CommonJS whose exports are only known when it has run', async () => {
    place.save('node_modules/names/package.json', '{ "name": "names" }');
    place.save('node_modules/names/index.js', "Object.assign(exports, { ['ord' + 'ers']: 'Orders' });");
    expect(await tables(ORDERS("import { orders } from 'names';", 'orders'))).to.deep.equal(['Orders']);
  });

  it('may have files that are imported without their extension', async () => {
    place.save('node_modules/names/package.json', '{ "name": "names" }');
    place.save('node_modules/names/tables/orders.js', "module.exports = 'Orders';");
    expect(await tables(ORDERS("import orders from 'names/tables/orders';", 'orders'))).to.deep.equal(['Orders']);
  });

  it('may have folders that are imported', async () => {
    place.save('node_modules/names/package.json', '{ "name": "names" }');
    place.save('node_modules/names/tables/index.js', "exports.orders = 'Orders';");
    expect(await tables(ORDERS("import { orders } from 'names/tables';", 'orders'))).to.deep.equal(['Orders']);
  });

  it('share the one onstream with the module', async () => {
    place.save('node_modules/names/package.json', '{ "name": "names" }');
    place.save('node_modules/names/part.js', "exports.orders = 'Orders';");
    place.save('node_modules/@shop/base/package.json', '{ "name": "@shop/base", "main": "base.ts" }');
    place.save(
      'node_modules/@shop/base/base.ts',
      "import { OnInsert } from 'onstream';\nexport class Base { @OnInsert confirm() {} }",
    );
    const text = ORDERS("import { Base } from '@shop/base';\nimport { orders } from 'names/part';", 'orders').replace(
      'class Orders {',
      'class Orders extends Base {',
    );
    const { manifest } = await loadManifest(
      `${place.save('orders.ts', text.replace('@OnInsert confirm() {}', '')).folder}/orders.ts`,
    );
    expect(manifest.routes.map(({ id, table }) => `${id} of ${table}`)).to.deep.equal(['Orders.confirm of Orders']);
  });

  it('are told of where they are not installed', async () => {
    expect(await failure(ORDERS("import { orders } from 'names';", 'orders'))).to.match(
      /^FOLDER\/orders\.ts cannot be loaded\nError.*: Cannot find package 'names' imported from FOLDER\/orders\.ts(\n|$)/,
    );
  });

  it('are told of where a file of theirs is missing, with the line', async () => {
    place.save('node_modules/names/package.json', '{ "name": "names" }');
    expect(await failure(ORDERS("import orders from 'names/tables';", 'orders'))).to.match(
      /orders\.ts:3:20: Could not resolve "names\/tables"\n {2}import orders from 'names\/tables';/,
    );
  });
});

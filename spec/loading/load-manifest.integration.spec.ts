import { expect } from 'chai';
import { loadManifest } from '../../lib/loading/load-manifest.js';
import { Workplace } from '../cli/workplace.js';

const CLASSES = `
import { OnAny, OnInsert, Table } from 'onstream';
@Table('Orders') export class Orders { @OnInsert confirm() {} }
export { Orders as Purchases };
@Table('Audit') export default class Audit { @OnAny log() {} }
`;

const TWO = (first: string, second: string) => `
import { bootstrap, stream } from 'onstream';
export const ${first} = bootstrap(stream({ table: 'Orders' }).onInsert(() => {}));
export const ${second} = bootstrap(stream({ table: 'Audit' }).onInsert(() => {}));
`;

describe('loadManifest', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace();
  });
  afterEach(() => place.close());

  function load(text: string) {
    return loadManifest(`${place.save('orders.ts', text).folder}/orders.ts`);
  }

  it('gives the manifest of the handler, the others, and no more', async () => {
    const { exportName, manifest, others, ...rest } = await load(TWO('handler', 'audit'));
    expect(exportName).to.equal('handler');
    expect(manifest.sources.map(({ table }) => table)).to.deep.equal(['Orders']);
    expect(others.map(({ exportName: name, manifest: { sources } }) => [name, sources[0]?.table])).to.deep.equal([
      ['audit', 'Audit'],
    ]);
    expect(rest).to.deep.equal({});
  });

  it('takes a handler exported twice for one', async () => {
    const { exportName, others } = await load(`${TWO('handler', 'audit')}\nexport default handler;`);
    expect(exportName).to.equal('handler');
    expect(others.map((other) => other.exportName)).to.deep.equal(['audit']);
  });

  it('prefers what bootstrap made to other functions', async () => {
    const { exportName } = await load(
      "import { bootstrap, stream } from 'onstream'; export const aid = () => {}; export const orders = bootstrap(stream().onAny(() => {}));",
    );
    expect(exportName).to.equal('orders');
  });

  it('bootstraps the decorated classes of a module that bootstraps none, each once', async () => {
    const { exportName, manifest, madeOf, others } = await load(CLASSES);
    expect({ exportName, others }).to.deep.equal({ exportName: 'handler', others: [] });
    expect(manifest.routes.map(({ id, table }) => `${id} of ${table}`)).to.have.members([
      'Orders.confirm of Orders',
      'Audit.log of Audit',
    ]);
    expect(madeOf).to.have.members(['Orders', 'default']);
  });

  it('refuses several handlers that agree on everything but a name', async () => {
    const { message } = (await load(TWO('orders', 'audit')).catch((error: Error) => error)) as Error;
    expect(message).to.match(/: found the handlers audit, orders, expected one called handler, since .* of its own$/);
  });

  it('maps what a module throws to its sources, and leaves the stacks of others as they were', async () => {
    // ts-node has mapped stacks already: where the module throws is for the specs of the built program to see.
    const before = process.sourceMapsEnabled;
    process.setSourceMapsEnabled(false);
    try {
      const text = "throw new Error('maps: ' + process.sourceMapsEnabled);";
      const error: unknown = await load(text).catch((thrown: unknown) => thrown);
      expect(String(error)).to.include('orders.ts cannot be loaded\nError: maps: true\n');
      expect(process.sourceMapsEnabled).to.equal(false);
    } finally {
      process.setSourceMapsEnabled(before);
    }
  });
});

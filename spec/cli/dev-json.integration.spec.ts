import { expect } from 'chai';
import { orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

const BODY = `console.log('a log line');
    if (record.newImage.status === 'BAD') throw new Error('bad order');`;

describe('onstream dev --json', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace();
  });
  afterEach(() => place.close());

  it('writes a line of JSON for everything that happens, and nothing else', async () => {
    const program = await place.save('orders.ts', orderHandlers(BODY)).dev('orders.ts', '--json');
    const endpoint = await program.endpoint();
    const shop = new Shop(endpoint);
    await shop.put('ORDER#1', 'PAID');
    await shop.put('ORDER#1', 'SHIPPED');
    await program.says(/"eventName":"MODIFY".*\n/);
    await shop.put('ORDER#2', 'BAD');
    await program.says(/"type":"retrying".*\n/);
    place.save('orders.ts', 'const ;');
    await program.says(/"type":"problem".*\n/);
    const { code, stderr } = await program.interrupt().ended();
    expect(code).to.equal(0);
    expect(stderr.split('\n')).to.include('a log line');

    expect(program.lines('polled')).to.deep.equal([]);
    expect(program.lines('loaded')).to.deep.equal([{ type: 'loaded', file: 'orders.ts' }]);
    expect(program.lines('ready')[0]).to.deep.include({ endpoint, engine: 'dynoxide' });
    const [inserted, modified] = program.lines('record');
    expect(inserted).to.deep.include({
      eventName: 'INSERT',
      eventID: '1',
      table: 'Orders',
      keys: { pk: 'ORDER#1', sk: '1' },
      handlers: ['OrderHandlers.confirm'],
      fate: 'ok',
    });
    expect(inserted?.time).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(inserted?.durationMs).to.be.a('number');
    expect(modified?.changes).to.deep.equal([{ path: 'status', kind: 'changed', from: 'PAID', to: 'SHIPPED' }]);
    const [failure] = program.lines('failure');
    expect(failure).to.deep.include({ handler: 'OrderHandlers.confirm', eventID: '3' });
    expect(failure?.error).to.deep.include({ name: 'Error', message: 'bad order' });
    expect(JSON.stringify(failure)).to.include(`${place.folder}/orders.ts:10:`);
    expect(program.lines('retrying')[0]).to.deep.include({ records: 1, retry: 1, inMs: 200 });
    expect(program.lines('problem')[0]?.message).to.match(/^orders\.ts:1:7: /);
  });

  it('tells of each read of a shard with --verbose', async () => {
    const program = await place.save('orders.ts', orderHandlers()).dev('orders.ts', '--json', '--verbose');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(/"type":"polled".*"records":1/);
  });
});

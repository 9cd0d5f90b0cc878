import { expect } from 'chai';
import { BODY_LINE, orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

const SKIPS = "reportBatchItemFailures: true, onError: () => 'skip'";

function tables(...names: string[]): string {
  const key = (name: string, KeyType: string) => ({ AttributeName: name, KeyType });
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  return JSON.stringify(
    names.map((TableName) => ({
      TableName,
      AttributeDefinitions: [attribute('pk'), attribute('sk')],
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    })),
  );
}

describe('what onstream dev shows of records that are not handled', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('tables.json', tables('Orders', 'Returns'));
  });
  afterEach(() => place.close());

  it('is that onError dropped them, with the handler and its error', async () => {
    const program = await place
      .save('orders.ts', orderHandlers("throw new Error('bad order');", SKIPS))
      .dev('orders.ts');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(
      new RegExp(
        '"ORDER#1".* OrderHandlers\\.confirm \\d+ ms dropped\\ndropped OrderHandlers\\.confirm on event 1\\n' +
          ` {2}Error: bad order\\n.*orders\\.ts:${BODY_LINE}:`,
      ),
    );
    expect(program.stdout).not.to.match(/ms unwanted|^retry/m);
  });

  it('is the same in JSON', async () => {
    const program = await place
      .save('orders.ts', orderHandlers("throw new Error('bad order');", SKIPS))
      .dev('orders.ts', '--json');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(/"type":"dropped".*\n/);
    expect(program.lines('record')[0]).to.include({ eventID: '1', fate: 'dropped' });
    expect(program.lines('dropped')[0]).to.include({ eventID: '1', handler: 'OrderHandlers.confirm' });
    expect(program.lines('dropped')[0]?.error).to.include({ name: 'Error', message: 'bad order' });
  });

  it('is that no handler subscribes to their table, once, and each record', async () => {
    const program = await place.save('orders.ts', orderHandlers()).dev('orders.ts', '--tables', 'tables.json');
    const shop = new Shop(await program.endpoint());
    await shop.put('RETURN#1', 'PAID', 'Returns');
    await program.says(/ INSERT Returns {"pk":"RETURN#1","sk":"1"} \d+ ms unwanted\n/);
    await shop.put('RETURN#2', 'PAID', 'Returns');
    await program.says(/ INSERT Returns {"pk":"RETURN#2","sk":"1"} \d+ ms unwanted\n/);
    const { stderr } = await program.interrupt().ended();
    expect(stderr.match(/skipped the records of table/g)).to.have.length(1);
    expect(stderr).to.match(
      /^onstream: skipped the records of table "Returns", to which no handler subscribes\. Handlers subscribe to Orders: /,
    );
  });
});

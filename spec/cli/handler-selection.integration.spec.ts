import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { insert, streamEvent } from '../../lib/testing/index.js';
import { givenUp } from '../local/failure/given-up.js';
import { exportOf, item } from '../replay/export/exported-table.js';
import { Shop } from '../replay/shop.js';
import { Workplace } from './workplace.js';

function handlers(around = ''): string {
  return `import middy from '@middy/core';
import { appendFileSync } from 'node:fs';
import { bootstrap, OnInsert, Table } from 'onstream';

@Table(/^Orders/)
class OrderMails {
  @OnInsert thank(record) { appendFileSync('mails.txt', 'Thank you\\n'); }
}

@Table(/^Orders/)
class OrderTotals {
  @OnInsert add(record) { appendFileSync('totals.txt', '+1\\n'); }
}

export const handler = ${around}(bootstrap([OrderMails, OrderTotals], { reportBatchItemFailures: true }));
`;
}

describe('--handler', function () {
  this.timeout(120_000);
  let shop: Shop;
  let place: Workplace;
  before(async () => {
    shop = await Shop.open('dynoxide');
    await shop.create('Orders-1');
    await shop.fill('Orders-1', 40);
  });
  after(() => shop.close());
  beforeEach(() => {
    place = new Workplace().save('orders.ts', handlers());
  });
  afterEach(() => place.close());

  const run = (...args: string[]) =>
    place.run(['replay', 'run', ...args, '--table', 'Orders-1', '--endpoint', shop.endpoint]);

  function linesOf(file: string): number {
    const path = join(place.folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').length : 0;
  }

  const done = () => ({ mails: linesOf('mails.txt'), totals: linesOf('totals.txt') });

  for (const around of ['', 'middy'])
    it(`rebuilds the totals and does not send 40 "Thank you" mails again${around && `, behind ${around}`}`, async () => {
      place.save('orders.ts', handlers(around));
      const { code, stdout, stderr } = await run('orders.ts', '--handler', 'OrderTotals.add', '--yes');
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      expect(stdout).to.contain('orders.ts, only OrderTotals.add, as INSERT');
      expect(stdout).to.contain('40 handled, 0 gone, 0 failed');
      expect(done()).to.deep.equal({ mails: 0, totals: 40 });
    });

  it('is repeatable, and takes a class for all of its methods', async () => {
    const { stdout } = await run(
      'orders.ts',
      '--handler',
      'OrderTotals',
      '--handler',
      'OrderMails.thank',
      '--yes',
      '--json',
    );
    const plan = JSON.parse(stdout.split('\n', 1)[0] ?? '');
    expect(plan.handlers).to.deep.equal(['OrderMails.thank', 'OrderTotals.add']);
    expect(done()).to.deep.equal({ mails: 40, totals: 40 });
  });

  it('refuses a handler that there is none, also in a dry run, and names the nearest', async () => {
    for (const more of [['--yes'], ['--dry-run']]) {
      const { code, stderr } = await run('orders.ts', '--handler', 'OrderTotal.add', ...more);
      expect(stderr).to.contain('There is no handler "OrderTotal.add"; did you mean OrderTotals.add? ');
      expect(stderr).to.contain('The handlers are OrderMails.thank, OrderTotals.add.');
      expect(code).to.equal(1);
    }
    expect(done()).to.deep.equal({ mails: 0, totals: 0 });
  });

  it('refuses a deployed function, which runs all its handlers', async () => {
    const { code, stderr } = await run('--function', 'orders', '--handler', 'OrderTotals.add', '--yes');
    expect(stderr).to.contain(
      '--handler: found it with --function, expected it with <file>: a deployed function runs all',
    );
    expect(code).to.equal(2);
  });

  it('is part of what a checkpoint is of', async () => {
    const args = ['orders.ts', '--checkpoint', 'place.json', '--yes'];
    expect((await run(...args, '--handler', 'OrderTotals.add')).code).to.equal(0);
    const { code, stderr } = await run(...args);
    expect(stderr).to.contain('handlers: found OrderTotals.add, expected none');
    expect(code).to.equal(1);
    expect((await run(...args, '--handler', 'OrderTotals')).stdout).to.contain('This run is complete');
    expect(done()).to.deep.equal({ mails: 0, totals: 40 });
  });

  it('selects handlers of an export', async () => {
    for (const [key, bytes] of exportOf([[item('a'), item('b')]])) place.save(`exports/${key}`, bytes);
    const args = ['replay', 'export', 'exports', 'orders.ts', '--keys', 'pk', '--yes', '--handler', 'OrderTotals.add'];
    const { code, stdout } = await place.run([...args, '--checkpoint', 'place.json']);
    expect(stdout).to.contain(
      'Goes to the handlers in orders.ts, only OrderTotals.add, in events of up to 100 records',
    );
    expect(code).to.equal(0);
    expect(done()).to.deep.equal({ mails: 0, totals: 2 });
    const other = await place.run([...args, '--handler', 'OrderMails', '--checkpoint', 'place.json']);
    expect(other.stderr).to.contain('handlers: found OrderTotals.add, expected OrderMails.thank, OrderTotals.add');
    expect(done()).to.deep.equal({ mails: 0, totals: 2 });
  });

  it('keeps failed batches in redrive, unless --delete-handled says otherwise', async () => {
    const payload = streamEvent(insert({ pk: '1' }, { table: 'Orders' }));
    place.save('failed/a.json', JSON.stringify({ ...givenUp().record, payload }));
    const args = ['redrive', 'orders.ts', '--bucket', 'failed', '--yes', '--handler', 'OrderTotals.add'];
    const kept = await place.run(args);
    expect(kept.stdout).to.contain(
      'to be run by orders.ts, only OrderTotals.add; each that succeeds is kept, since other handlers have not run\n',
    );
    expect(kept.stdout).to.match(/^ok .*: 1 handled, kept$/m);
    expect([kept.code, existsSync(join(place.folder, 'failed/a.json'))]).to.deep.equal([0, true]);
    const deleted = await place.run([...args, '--delete-handled']);
    expect(deleted.stdout).to.contain('only OrderTotals.add; each that succeeds is moved to done/\n');
    expect([deleted.code, existsSync(join(place.folder, 'failed/a.json'))]).to.deep.equal([0, false]);
    expect(done()).to.deep.equal({ mails: 0, totals: 2 });
    const { code, stderr } = await place.run([
      'redrive',
      'orders.ts',
      '--bucket',
      'failed',
      '--yes',
      '--delete-handled',
    ]);
    expect(stderr).to.contain('--delete-handled: found it without --handler');
    expect(code).to.equal(2);
  });

  it('stands in the help of all three', async () => {
    for (const command of [['replay', 'run'], ['replay', 'export'], ['redrive']]) {
      const { stdout } = await place.run([...command, '--help']);
      expect(stdout).to.contain('--handler <id>');
    }
  });
});

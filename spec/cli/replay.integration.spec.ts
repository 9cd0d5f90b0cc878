import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { FaultyDynamoDB } from '../replay/faulty-dynamodb.js';
import { Shop } from '../replay/shop.js';
import { Workplace } from './workplace.js';

const HANDLERS = `
import { appendFileSync } from 'node:fs';
import { bootstrap, OnAny, Table } from 'onstream';

@Table('Orders-1')
class OrderHandlers {
  @OnAny
  heard(record) {
    console.log('heard', record.keys.sk);
    if (record.keys.sk === 7) throw new Error('bad order');
    appendFileSync(process.env.HEARD, record.eventName + ' ' + record.keys.sk + '\\n');
  }
}

export const handler = bootstrap(OrderHandlers, { reportBatchItemFailures: true });
`;

describe('onstream replay', () => {
  let shop: Shop;
  let place: Workplace;
  before(async () => {
    shop = await Shop.open('dynoxide');
    await shop.create('Orders-1');
    await shop.fill('Orders-1', 20);
  });
  after(() => shop.close());
  beforeEach(() => {
    place = new Workplace().save('orders.ts', HANDLERS);
  });
  afterEach(() => place.close());

  function replay(...args: string[]) {
    const env = { HEARD: join(place.folder, 'heard.txt') };
    return place.run(['replay', ...args, '--table', 'Orders-1', '--endpoint', shop.endpoint], { env });
  }

  /** What the handlers heard, in order of the items. */
  function heard(): string[] {
    const lines = readFileSync(join(place.folder, 'heard.txt'), 'utf8').trim().split('\n');
    return lines.sort((a, b) => Number(a.split(' ')[1]) - Number(b.split(' ')[1]));
  }

  describe('touch', () => {
    it('tells its plan, does it, and accounts for every item', async () => {
      const { code, stdout, stderr } = await replay('touch', '--yes', '--attribute', 'first');
      expect(stdout).to.match(/^Touch items\n {2}table {7}Orders-1 \(arn:.*\)\n {2}stream {6}NEW_AND_OLD_IMAGES\n/);
      expect(stdout).to.include('items       all, about 20; read in 4 segments');
      expect(stdout).to.include('adds 1 to first of each item that still exists');
      expect(stdout).to.include('old images differ from the first run');
      expect(stdout).to.match(
        /Done: 20 of 20 items selected: 20 touched, 0 gone, 0 skipped, 0 failed; throttled 0 times\.\n$/,
      );
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      expect(await shop.revisions('Orders-1', 'first')).to.deep.equal([['1', 20]]);
    });

    it('writes nothing without --yes where nobody can be asked', async () => {
      const { code, stdout, stderr } = await replay('touch', '--attribute', 'unasked');
      expect(stdout).to.match(/^Touch items\n/);
      expect({ code, stderr }).to.deep.equal({
        code: 1,
        stderr: 'Nothing was done: it needs --yes, or a terminal to confirm it on.\n',
      });
      expect(await shop.revisions('Orders-1', 'unasked')).to.deep.equal([['none', 20]]);
    });

    it('reads and counts with --dry-run, and writes neither items nor a checkpoint', async () => {
      const { code, stdout } = await replay(
        'touch',
        '--dry-run',
        '--yes',
        '--attribute',
        'dry',
        '--checkpoint',
        'dry.json',
      );
      expect(stdout).to.match(/Would touch 20 of 20 items\. Nothing was written\.\n$/);
      expect(code).to.equal(0);
      expect(await shop.revisions('Orders-1', 'dry')).to.deep.equal([['none', 20]]);
      expect(() => readFileSync(join(place.folder, 'dry.json'))).to.throw('ENOENT');
    });

    it('tells a machine in lines of JSON', async () => {
      const { stdout } = await replay(
        'touch',
        '--yes',
        '--json',
        '--attribute',
        'json',
        '--key',
        '{"pk":"CUSTOMER#1"}',
      );
      const [plan, summary] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(plan).to.include({ type: 'plan', table: 'Orders-1', attribute: 'json', itemCount: null, segments: 1 });
      expect(plan.selection).to.deep.equal(['key {"pk":"CUSTOMER#1"}']);
      expect(summary).to.include({ type: 'summary', selected: 2, touched: 2, left: 0, isComplete: true });
    });

    it('does nothing more for a checkpoint of a run that is complete', async () => {
      const args = ['touch', '--yes', '--attribute', 'once', '--checkpoint', 'once.json'];
      await replay(...args);
      const { code, stdout } = await replay(...args);
      expect(stdout).to.include('once.json, from where it stopped: 20 touched');
      expect(stdout).to.include('This run is complete.');
      expect(code).to.equal(0);
      expect(await shop.revisions('Orders-1', 'once')).to.deep.equal([['1', 20]]);
    });

    it('stops cleanly with Ctrl-C, and goes on from there', async () => {
      let program = () => undefined as unknown;
      const faulty = await new FaultyDynamoDB(shop.endpoint, async (operation, nth) => {
        if (operation === 'UpdateItem' && nth === 3) {
          program();
          // The signal has to arrive before all is done.
          await new Promise((resolve) => setTimeout(resolve, 300));
        }
        return operation === 'UpdateItem' && nth > 3 ? 'throttled' : 'none';
      }).start();
      const args = ['replay', 'touch', '--yes', '--attribute', 'stopped', '--checkpoint', 'stopped.json'];
      const stopped = place.onstream([...args, '--table', 'Orders-1', '--endpoint', faulty.endpoint]);
      program = () => stopped.interrupt();
      const { code, stdout, stderr } = await stopped.ended();
      faulty.stop();
      expect(stdout).to.match(/Stopped: \d+ of \d+ items selected: \d+ touched.*, \d+ left;/);
      expect(stdout).to.include('Run the same command again to go on from there.');
      expect({ code, stderr }).to.deep.equal({ code: 130, stderr: '' });
      // Slow enough for a line of progress.
      const options = ['--attribute', 'stopped', '--checkpoint', 'stopped.json', '--rate', '4', '--json'];
      const resumed = await replay('touch', '--yes', ...options);
      const [, progress, ...more] = resumed.stdout.trim().split('\n');
      expect(JSON.parse(progress ?? '').perSecond).to.be.within(1, 20);
      expect(JSON.parse(more.at(-1) ?? '')).to.include({ read: 20, selected: 20, touched: 20 });
      expect(await shop.revisions('Orders-1', 'stopped')).to.deep.equal([['1', 20]]);
    });

    it('warns of a table without a stream', async () => {
      await shop.create('Mute', 'none');
      const { stdout } = await place.run([
        'replay',
        'touch',
        '--dry-run',
        '--table',
        'Mute',
        '--endpoint',
        shop.endpoint,
      ]);
      expect(stdout).to.include('! The table Mute has no stream: nothing will fire.');
    });
  });

  describe('run', () => {
    it('hands the items to the handlers of a file as insertions, and writes nothing to the table', async () => {
      const before = await shop.items('Orders-1');
      const { code, stdout, stderr } = await replay('run', 'orders.ts', '--yes');
      expect(stdout).to.include('to          orders.ts, as INSERT in batches of 100');
      expect(stdout).to.match(/Done: 20 of 20 items selected: 19 handled, 0 gone, 1 failed\.\n$/);
      expect(stderr).to.match(
        /^failed \{"pk":"CUSTOMER#7","sk":"7"\} \(event replay-\w+\): OrderHandlers\.heard: Error: bad order\n$/,
      );
      expect(code).to.equal(1);
      expect(heard()).to.deep.equal(
        [...before.keys()]
          .filter((n) => n !== 7)
          .sort((a, b) => a - b)
          .map((n) => `INSERT ${n}`),
      );
      expect(await shop.items('Orders-1')).to.deep.equal(before);
    });

    it('takes the same selection as touch, in batches, as another event', async () => {
      const where = '{"status":["NEW"]}';
      const { code, stdout } = await replay(
        'run',
        'orders.ts',
        '--yes',
        '--json',
        '--as',
        'remove',
        '--where',
        where,
        '--batch-size',
        '3',
      );
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).to.include({ read: 20, selected: 7, handled: 7 });
      expect(code).to.equal(0);
      expect(heard()).to.deep.equal([0, 3, 6, 9, 12, 15, 18].map((n) => `REMOVE ${n}`));
    });

    it('goes on from its checkpoint', async () => {
      const args = ['run', 'orders.ts', '--yes', '--batch-size', '5', '--checkpoint', 'run.json'];
      await replay(...args);
      const file = join(place.folder, 'run.json');
      const checkpoint = JSON.parse(readFileSync(file, 'utf8'));
      expect(checkpoint.state.segments[0]).to.include({ isRead: true });
      const count = heard().length;
      const dry = await replay(...args, '--dry-run');
      expect(dry.stdout).to.include('Would hand over 0 of 20 items, and again 1 that failed.');
      const { code, stdout, stderr: failure } = await replay(...args);
      expect(stdout).to.include('run.json, from where it stopped: 19 handled, 1 failed; tries 1 again\n');
      expect(stdout).to.match(
        /19 handled, 0 gone, 1 failed\.\nRun the same command again to try again what failed\.\n$/,
      );
      expect(failure).to.match(/^failed \{"pk":"CUSTOMER#7","sk":"7"\} .*: Error: bad order\n$/);
      expect(code).to.equal(1);
      place.save('orders.ts', HANDLERS.replace('=== 7', '=== 77'));
      const mended = await replay(...args);
      expect(mended.stdout).to.match(/20 handled, 0 gone, 0 failed\.\n$/);
      expect(mended.code).to.equal(0);
      expect(heard()).to.have.length(count + 1);
      expect((await replay(...args)).stdout).to.include('This run is complete. To run the items once more, delete run');
      const { stderr } = await replay('run', 'orders.ts', '--yes', '--checkpoint', 'run.json', '--as', 'MODIFY');
      expect(stderr).to.include('is that of another run:\n  as: found INSERT, expected MODIFY\n');
      writeFileSync(file, readFileSync(file, 'utf8').slice(0, 99));
      expect((await replay(...args)).stderr).to.include('cut off');
    });
  });

  describe('of which more failed than a checkpoint names', () => {
    before(async () => {
      await shop.create('Many');
      await shop.fill('Many', 1037);
    });

    /** With a handler that fails on every order from this one on. */
    function run(from: number) {
      const source = `exports.handler = async ({ Records }) => {
        const at = Records.findIndex(({ dynamodb }) => Number(dynamodb.Keys.sk.N) >= ${from});
        if (at >= 0) return { batchItemFailures: [{ itemIdentifier: Records[at].dynamodb.SequenceNumber }] };
      };`;
      place.save('broken.cjs', source);
      const options = ['--yes', '--checkpoint', 'many.json', '--table', 'Many', '--endpoint', shop.endpoint];
      return place.run(['replay', 'run', 'broken.cjs', ...options]);
    }

    it('tells what is tried again, and what is not', async () => {
      expect((await run(0)).stdout).to.match(
        /1037 of 1037 items selected: 0 handled, 0 gone, 1037 failed\.\nRun the same command again to try again 1000 of what failed; the other 37 only a new run tries again\.\n$/,
      );
      const second = await run(2000);
      expect(second.stdout).to.include('from where it stopped: 0 handled, 1037 failed; tries 1000 again\n');
      expect(second.stdout).to.match(/1000 handled, 0 gone, 37 failed\.\nOnly a new run tries again what failed\.\n$/);
      expect(second.stderr).to.equal('37 failed before\n');
      const third = await run(2000);
      expect(third.stdout).to.match(
        /\nThis run is complete, but for 37 items that failed, which only a new run tries again\. To run the items/,
      );
      expect(third.code).to.equal(1);
    });
  });

  const wrong: [string, string[], RegExp][] = [
    ['no subcommand', ['replay'], /^onstream replay: found no subcommand, expected touch or run/],
    ['an unknown subcommand', ['replay', 'fire'], /^onstream replay: found "fire", expected touch or run/],
    ['no table', ['replay', 'touch'], /^onstream replay touch: expected --table <name>/],
    ['an argument', ['replay', 'touch', 'Orders', '--table', 'Orders'], /found Orders, expected options alone/],
    ['a where that is no JSON', ['replay', 'touch', '--table', 'T', '--where', '{'], /^--where: found no JSON/],
    [
      'a key that is no object',
      ['replay', 'touch', '--table', 'T', '--key', '3'],
      /^--key: found 3, expected a JSON object/,
    ],
    [
      'values without their type',
      ['replay', 'touch', '--table', 'T', '--filter', 'a=:a', '--values', '{":a":1}'],
      /^--values: :a: found 1, expected a value as DynamoDB writes it/,
    ],
    [
      'names without a filter',
      ['replay', 'touch', '--table', 'T', '--names', '{}'],
      /^--names, --values: found without --filter/,
    ],
    [
      'an option that it does not have, naming the help to look at',
      ['replay', 'touch', '--tabel', 'T'],
      /^onstream replay touch has no option --tabel\. Did you mean --table\?\n\nAll options: onstream replay touch --help\n$/,
    ],
    [
      'half a segment',
      ['replay', 'touch', '--table', 'T', '--segments', '1.5'],
      /^--segments: found "1.5", expected a whole/,
    ],
    ['a rate of nothing', ['replay', 'touch', '--table', 'T', '--rate', 'fast'], /^--rate: found "fast"/],
    [
      'an endpoint that is no URL',
      ['replay', 'touch', '--table', 'T', '--endpoint', 'here'],
      /^--endpoint: found "here"/,
    ],
    [
      'neither file nor function',
      ['replay', 'run', '--table', 'T'],
      /^onstream replay run: found neither a file nor --function, expected one of them/,
    ],
    [
      'file and function',
      ['replay', 'run', 'a.ts', '--function', 'f', '--table', 'T'],
      /found a.ts --function f, expected one of them/,
    ],
    [
      'an unknown event',
      ['replay', 'run', 'a.ts', '--table', 'T', '--as', 'UPSERT'],
      /^--as: found "UPSERT", expected INSERT, MODIFY or REMOVE/,
    ],
    [
      'capacity units for a run',
      ['replay', 'run', 'a.ts', '--table', 'T', '--rate', '5wcu'],
      /^--rate: found "5wcu", expected items a second/,
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuses ${what}, without a stack`, async () => {
      const { code, stdout, stderr } = await place.run(args);
      expect(stderr)
        .to.match(message)
        .and.not.match(/\n\s+at /);
      expect(stdout).to.equal('');
      expect(code).to.equal(2);
    });
  }

  it('says that credentials are missing, and that nothing answers', async () => {
    const env = { HOME: place.folder, AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' };
    const without = await place.run(['replay', 'touch', '--table', 'Orders-1'], { env });
    expect(without.stderr).to.match(/^No AWS credentials were found: /);
    const nowhere = await place.run(['replay', 'touch', '--table', 'Orders-1', '--endpoint', 'http://127.0.0.1:9']);
    expect(nowhere.stderr).to.match(/^http:\/\/127\.0\.0\.1:9 does not answer: /);
  });

  it('has a help for each', async () => {
    expect((await place.run(['replay', '--help'])).stdout).to.include('onstream replay touch');
    expect((await place.run(['replay', 'touch', '--help'])).stdout).to.match(/^Usage: onstream replay touch --table/);
    expect((await place.run(['replay', 'run', '--help'])).stdout).to.match(/^Usage: onstream replay run <file>/);
  });
});

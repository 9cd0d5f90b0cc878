import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { exportOf, item } from '../replay/export/exported-table.js';
import { OrdersStream } from '../replay/redrive/orders-stream.js';
import { QueueStandIn } from '../replay/redrive/queue-stand-in.js';
import { Shop } from '../replay/shop.js';
import { Workplace } from './workplace.js';

const env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };

const HANDLERS = `import { bootstrap, stream } from 'onstream';
export const handler = bootstrap(stream().onAny(({ keys }) => console.log('heard ' + keys.pk)));
`;

/** What is printed, whole: each is one sentence or two, that tell what was found and what to do. */
describe('onstream replay and redrive, with bad input', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('orders.ts', HANDLERS);
  });
  afterEach(() => place.close());

  describe('of a table', () => {
    let shop: Shop;
    before(async () => {
      shop = await Shop.open('dynoxide');
      await shop.create('Orders');
      await shop.fill('Orders', 3);
    });
    after(() => shop.close());

    function replay(...args: string[]) {
      return place.run(['replay', ...args, '--endpoint', shop.endpoint, '--yes']);
    }

    const REVISION = 'expected an attribute that nothing else uses, such as revision';
    for (const [what, args, message] of [
      ['no such table', ['touch', '--table', 'Nowhere'], /^There is no table Nowhere here: .*\n$/],
      ['no such table', ['run', 'orders.ts', '--table', 'Nowhere'], /^There is no table Nowhere here: .*\n$/],
      [
        'no such index',
        ['touch', '--table', 'Orders', '--index', 'byName'],
        /^--index: found "byName", expected an index of the table Orders: it has byDay\n$/,
      ],
      [
        'a key as revision',
        ['touch', '--table', 'Orders', '--attribute', 'sk'],
        new RegExp(`^--attribute: found "sk", which is a key of the table Orders, ${REVISION}\n$`),
      ],
      [
        'a revision that holds a string',
        ['touch', '--table', 'Orders', '--attribute', 'status'],
        /^Item \{"pk":.*\}: status holds the type S, expected a number: name another --attribute, or narrow the items\n$/,
      ],
    ] as const) {
      it(`says in replay ${args[0]} that there is ${what}, and does nothing`, async () => {
        const { code, stdout, stderr } = await replay(...args);
        expect(stderr).to.match(message);
        expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
        expect(await shop.revisions('Orders')).to.deep.equal([['none', 3]]);
      });
    }

    it('refuses to run handlers that hear another table', async () => {
      place.save('customers.ts', HANDLERS.replace('stream()', "stream({ table: 'Customers' })"));
      const { code, stdout, stderr } = await replay('run', 'customers.ts', '--table', 'Orders');
      expect(stderr).to.equal('customers.ts: no handler hears the table Orders, expected Customers\n');
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });

    it('misses the file of the handlers in a dry run too', async () => {
      const { code, stdout, stderr } = await replay('run', 'none.ts', '--table', 'Orders', '--dry-run');
      expect(stderr).to.match(/^none\.ts: found no file, /);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });

    it('takes a reserved word as revision', async () => {
      const { code, stdout } = await replay('touch', '--table', 'Orders', '--attribute', 'count');
      expect(stdout).to.match(/^Done: 3 of 3 items selected: 3 touched/m);
      expect(code).to.equal(0);
    });

    it('refuses the checkpoint of another touch, and one that is cut off', async () => {
      const touch = (...args: string[]) => replay('touch', '--table', 'Orders', '--checkpoint', 'place.json', ...args);
      await touch('--attribute', 'first');
      const other = await touch('--attribute', 'second');
      expect(other.stderr).to.equal(
        '--checkpoint place.json is that of another run:\n  attribute: found first, expected second\n' +
          "Name another file, or repeat that run's options.\n",
      );
      expect(other.code).to.equal(1);
      place.save('place.json', place.read('place.json').slice(0, 40));
      const torn = await touch('--attribute', 'first');
      expect(torn.stderr).to.equal(
        '--checkpoint place.json: found a file that is cut off, or no checkpoint (40 characters), expected a whole one. ' +
          'A crash does not leave such a file: bring back a whole copy of it, or name another file to begin anew.\n',
      );
      expect(torn.code).to.equal(1);
      expect(await shop.revisions('Orders', 'second')).to.deep.equal([['none', 3]]);
    });
  });

  describe('of an export', () => {
    const replay = (...args: string[]) => {
      return place.run(['replay', 'export', 'exports', 'orders.ts', '--yes', '--keys', 'pk', ...args]);
    };

    it('accounts for what is in a truncated gzip, and for what is not', async () => {
      const text = Array.from({ length: 3000 }, (_, n) => `${JSON.stringify(item(`${Math.sin(n)}`))}\n`).join('');
      const whole = gzipSync(text);
      const change = (line: object) => ({ ...line, itemCount: 3000 });
      for (const [key, bytes] of exportOf([whole.subarray(0, whole.length / 2)], { change }))
        place.save(`exports/${key}`, bytes);
      const { code, stdout, stderr } = await replay();
      const [, read] =
        /^Ended early: \S+: the gzip ends in the middle, after (\d+) whole lines: copy the file again$/m.exec(stdout) ??
        [];
      const count = (items: number) => items.toLocaleString('en');
      expect(stdout).to.include(
        `\n3,000 items: ${count(Number(read))} handled, 0 failed, 0 unreadable, ${count(3000 - Number(read))} not read (0 of 1 files)\n`,
      );
      expect({ code, stderr }).to.deep.equal({ code: 1, stderr: '' });
    });

    it('says which file that its manifest lists is missing, and delivers nothing', async () => {
      for (const [key, bytes] of exportOf([[item('a')], [item('b')]]))
        if (!key.endsWith('file1.json.gz')) place.save(`exports/${key}`, bytes);
      const { code, stdout, stderr } = await replay();
      expect(stderr).to.match(
        /^\S+manifest-files\.json lists \S+file1\.json\.gz, which is not there: copy the whole export, with its data folder\n$/,
      );
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });
  });

  it('says of an expired shard that it is gone, and leaves the message', async () => {
    const orders = await OrdersStream.with(2);
    const queue = await new QueueStandIn().start();
    try {
      const record = orders.failed(1, 2);
      const streamArn = orders.streamArn.replace('table/Orders', 'table/Former');
      queue.send({ ...record, DDBStreamBatchInfo: { ...record.DDBStreamBatchInfo, streamArn } });
      const args = ['redrive', 'orders.ts', '--queue', queue.url, '--endpoint', orders.engine.endpoint, '--yes'];
      const { code, stdout, stderr } = await place.run(args, { env });
      expect(stdout.split('\n').slice(1)).to.deep.equal([
        `expired  records 1 to 2 of ${orders.shardId} (Former): gone, since there is no such shard any more`,
        '           It cannot be redriven any more. --delete-expired takes it out; "onstream replay run" hands over the items of its table as they are now.',
        '           in message m1',
        '1 batch expired',
        '',
      ]);
      expect({ code, stderr }).to.deep.equal({ code: 1, stderr: '' });
      expect(queue.visible).to.deep.equal(['m1']);
    } finally {
      queue.stop();
      await orders.stop();
    }
  });
});

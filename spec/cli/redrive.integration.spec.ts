import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { insert } from '../../lib/testing/index.js';
import { givenUp } from '../local/failure/given-up.js';
import { OrdersStream } from '../replay/redrive/orders-stream.js';
import { QueueStandIn } from '../replay/redrive/queue-stand-in.js';
import { Workplace } from './workplace.js';

const env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };

/** Handlers that print each order, and fail that of `broken`. */
function handlers(broken = 'none', before = ''): string {
  return `import { bootstrap, type InsertRecord, OnInsert, Table } from 'onstream';

@Table('Orders')
class OrderHandlers {
  @OnInsert
  async confirm({ keys }: InsertRecord<{ pk: string }>) {
    ${before}
    if (keys.pk === '${broken}') throw new Error('no mail today');
    console.log('confirmed ' + keys.pk);
  }
}

export const handler = bootstrap(OrderHandlers);
`;
}

function failedFile(...items: string[]): string {
  const { record } = givenUp();
  const payload = { Records: items.map((pk) => insert({ pk }, { table: 'Orders' })) };
  return JSON.stringify({ ...record, payload });
}

describe('onstream redrive', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('orders.ts', handlers());
  });
  afterEach(() => place.close());

  describe('with a queue', () => {
    let orders: OrdersStream;
    let queue: QueueStandIn;
    before(async () => {
      orders = await OrdersStream.with(5);
    });
    beforeEach(async () => {
      queue = await new QueueStandIn().start();
    });
    afterEach(() => queue.stop());
    after(() => orders.stop());

    const args = (...more: string[]) => [
      'redrive',
      'orders.ts',
      '--queue',
      queue.url,
      '--endpoint',
      orders.engine.endpoint,
      ...more,
    ];

    it('runs the handlers with what is read again, and deletes the messages', async () => {
      queue.send(orders.failed(4, 5), orders.failed(1, 2));
      const { code, stdout, stderr } = await place.run(args('--yes'), { env });
      expect(stdout).to.equal(
        [
          `2 batches in ${queue.url}, to be run by orders.ts; each that succeeds is deleted`,
          'confirmed ORDER#1',
          'confirmed ORDER#2',
          `ok       records 1 to 2 of ${orders.shardId} (Orders): 2 handled`,
          'confirmed ORDER#4',
          'confirmed ORDER#5',
          `ok       records 4 to 5 of ${orders.shardId} (Orders): 2 handled`,
          '2 batches handled, 4 records',
          '',
        ].join('\n'),
      );
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      expect(queue.messages).to.deep.equal([]);
    });

    it('leaves what fails again, tells why, and exits with 1', async () => {
      place.save('orders.ts', handlers('ORDER#2'));
      queue.send(orders.failed(1, 2), 'good morning');
      const { code, stdout } = await place.run(args('--yes'), { env });
      expect(stdout).to.match(/^failed {3}records 1 to 2 of .*: 1 of 2 records failed$/m);
      expect(stdout).to.match(/^ {11}event .*: OrderHandlers\.confirm: Error: no mail today$/m);
      expect(stdout).to.match(/^refused {2}message m2: found no JSON, expected Lambda's record of a failed batch/m);
      expect(stdout).to.match(/^1 batch failed again, 1 refused; 1 record handled$/m);
      expect(code).to.equal(1);
      expect(queue.visible).to.deep.equal(['m1', 'm2']);
    });

    it('leaves what handlers of another table are given, and does not take it for handled', async () => {
      place.save('orders.ts', handlers().replace("@Table('Orders')", "@Table('Customers')"));
      queue.send(orders.failed(1, 2));
      const { code, stdout } = await place.run(args('--yes'), { env });
      expect(stdout).to.match(/^failed {3}records 1 to 2 of .*: 2 of 2 records failed$/m);
      expect(stdout).to.match(/^ {11}event .*: no handler hears the table Orders, expected Customers$/m);
      expect(code).to.equal(1);
      expect(queue.visible).to.deep.equal(['m1']);
    });

    it('tells everything as lines of JSON with --json', async () => {
      queue.send(orders.failed(1));
      const program = place.onstream(args('--yes', '--json'), { env });
      const { code, stderr } = await program.ended();
      expect(program.lines('plan')).to.deep.equal([
        { type: 'plan', from: queue.url, batches: 1, settled: 'deleted', target: 'orders.ts', dryRun: false },
      ]);
      expect(program.lines('batch')[0]).to.deep.include({ status: 'handled', name: 'message m1', records: 1 });
      expect(program.lines('summary')[0]).to.deep.include({ batches: 1, handled: 1, left: 0, records: 1 });
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: 'confirmed ORDER#1\n' });
    });

    it('runs nothing with --dry-run', async () => {
      queue.send(orders.failed(1, 3));
      const { code, stdout } = await place.run(args('--dry-run'), { env });
      expect(stdout).to.equal(
        [
          `1 batch in ${queue.url}, of which none is run`,
          `readable records 1 to 3 of ${orders.shardId} (Orders): 3 found`,
          '1 batch readable',
          '',
        ].join('\n'),
      );
      expect(code).to.equal(0);
      expect(queue.visible).to.deep.equal(['m1']);
    });

    it('ends after the batch in flight at Ctrl-C, and lets go of the other messages', async () => {
      place.save(
        'orders.ts',
        handlers('none', "console.log('begun'); await new Promise((done) => process.once('SIGINT', done));"),
      );
      queue.send(orders.failed(1), orders.failed(2), orders.failed(3));
      const program = place.onstream(args('--yes'), { env });
      await program.says('begun');
      const { code, stdout } = await program.interrupt().ended();
      expect(stdout).to.match(/^1 batch handled, 2 not begun; 1 record handled$/m);
      expect(code).to.equal(130);
      expect(queue.visible).to.deep.equal(['m2', 'm3']);
    });

    it('asks for none where the queue is a stand-in on this machine', async () => {
      const { code } = await place.run(args('--dry-run'));
      expect(code).to.equal(0);
    });

    it('says that it has no credentials', async () => {
      const noProfile = { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', HOME: place.folder };
      const ofAws = 'https://sqs.us-east-1.amazonaws.com/123456789012/failed';
      const { code, stderr } = await place.run(['redrive', 'orders.ts', '--queue', ofAws, '--yes'], {
        env: noProfile,
      });
      expect(stderr).to.match(/^No AWS credentials were found: .* Set AWS_PROFILE, or AWS_ACCESS_KEY_ID/);
      expect(code).to.equal(1);
    });
  });

  describe('with a folder', () => {
    it('moves what succeeds, and leaves what fails', async () => {
      place.save('failed/1', failedFile('ORDER#1')).save('failed/2', failedFile('ORDER#2'));
      place.save('orders.ts', handlers('ORDER#2'));
      const { code, stdout } = await place.run(['redrive', 'orders.ts', '--bucket', 'failed', '--yes']);
      expect(stdout).to.match(/^1 batch handled, 1 failed again; 1 record handled$/m);
      expect(code).to.equal(1);
      expect(readdirSync(join(place.folder, 'failed')).sort()).to.deep.equal(['2', '2.error.json', 'done']);
    });

    it('gives records event ids of their own, and keeps the first ones with --original-id', async () => {
      const failed = failedFile('ORDER#1');
      const [{ eventID }] = JSON.parse(failed).payload.Records;
      place.save('orders.ts', handlers('none', 'console.log(arguments[0].eventID);'));
      for (const [option, id] of [
        [[], `replay-${eventID}`],
        [['--original-id'], eventID],
      ] as const) {
        place.save('failed/1', failed);
        const { stdout } = await place.run(['redrive', 'orders.ts', '--bucket', 'failed', '--yes', ...option]);
        expect(stdout.split('\n')).to.include(id);
      }
    });

    it('says that a folder is empty', async () => {
      place.save('failed/done/1', failedFile('ORDER#1'));
      const { code, stdout } = await place.run(['redrive', 'orders.ts', '--bucket', 'failed', '--yes']);
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'failed is empty\nNothing to run\n' });
    });
  });

  it('ends after the batch in flight where nobody reads on, as in a pipe to head', async () => {
    const untilUnread = `console.log('begun');
      let isRead = true;
      process.stdout.once('error', () => (isRead = false));
      while (isRead) {
        process.stdout.write('more\\n');
        await new Promise((resolve) => setImmediate(resolve));
      }`;
    place.save('orders.ts', handlers('none', untilUnread));
    for (const name of ['1', '2']) place.save(`failed/${name}`, failedFile(`ORDER#${name}`));
    const program = place.onstream(['redrive', 'orders.ts', '--bucket', 'failed', '--yes']);
    await program.says('begun');
    program.stopReading();
    const { code, stderr } = await program.ended();
    expect({ code, stderr }).to.deep.equal({ code: 130, stderr: '' });
    expect(readdirSync(join(place.folder, 'failed')).sort()).to.deep.equal(['2', 'done']);
  });

  it('refuses --json without --yes, whether there is a terminal or not', async () => {
    const { code, stdout, stderr } = await place.run(['redrive', 'orders.ts', '--bucket', 'failed', '--json']);
    expect(stderr).to.equal('onstream redrive: expected --yes, or --dry-run, as --json asks nothing\n');
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
  });

  it('does nothing without --yes where there is no terminal to ask on', async () => {
    place.save('failed/1', failedFile('ORDER#1'));
    const { code, stdout, stderr } = await place.run(['redrive', 'orders.ts', '--bucket', 'failed']);
    expect(stderr).to.equal('onstream redrive: expected --yes, or --dry-run, as there is no terminal to ask on\n');
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    expect(existsSync(join(place.folder, 'failed/1'))).to.equal(true);
  });

  for (const [what, args, message] of [
    ['no file', ['--queue', 'http://localhost/1/q'], 'found neither a file nor --function, expected one of them'],
    [
      'a file and a function',
      ['orders.ts', '--function', 'orders', '--bucket', 'failed'],
      'found orders.ts and --function orders, expected one of them',
    ],
    ['no source', ['orders.ts'], 'found neither --queue nor --bucket, expected one'],
    [
      'two sources',
      ['orders.ts', '--queue', 'http://localhost/1/q', '--bucket', 'failed'],
      'found both --queue and --bucket, expected one',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, stderr } = await place.run(['redrive', ...args, '--yes']);
      expect(stderr.split('\n')[0]).to.equal(`onstream redrive: ${message}`);
      expect(code).to.equal(2);
    });
  }

  for (const [what, args, message] of [
    ['a file that is not there', ['no.ts', '--bucket', 'failed'], /^no\.ts: found no file, expected a TypeScript or /],
    ['a folder that is not there', ['orders.ts', '--bucket', 'failed'], /^failed: found nothing there, expected /],
    [
      "a queue's name",
      ['orders.ts', '--queue', 'failed'],
      /^redrive: found "failed", expected the queue's URL, such as /,
    ],
    [
      'a queue that does not answer',
      ['orders.ts', '--queue', 'http://127.0.0.1:9/1/q'],
      /^http:\/\/127\.0\.0\.1:9\/1\/q does not answer: /,
    ],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      const { code, stdout, stderr } = await place.run(['redrive', ...args, '--yes'], { env });
      expect(stderr).to.match(message);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });
  }
});

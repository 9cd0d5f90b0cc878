import { expect } from 'chai';
import { insert, streamEvent } from '../../lib/testing/index.js';
import { givenUp } from '../local/failure/given-up.js';
import { Shop as ReplayShop } from '../replay/shop.js';
import { BODY_LINE, orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

const ON_SECOND = "if (record.newImage.status === 'BAD')";
const END =
  'Lambda ends the function there, and counts the invocation as failed, with all its records. Throw an error instead.';

function order(pk: string, status: string) {
  return insert({ pk, sk: '1', status }, { table: 'Orders', keys: ['pk', 'sk'] });
}

/** Two handlers, of which the other still runs when the first does something. */
function together(body: string): string {
  return `import { bootstrap, OnInsert, Table } from 'onstream';
@Table('Orders') class Orders {
  @OnInsert async wait(record) { if (record.newImage.status === 'PAID') await new Promise((done) => setTimeout(done, 1000)); }
  @OnInsert async end(record) { if (record.newImage.status === 'BAD') { ${body} } }
}
export const handler = bootstrap(Orders, { reportBatchItemFailures: true, concurrency: 2 });
`;
}

describe('a handler that would end the program', () => {
  let place: Workplace;
  let ids: (string | undefined)[];
  beforeEach(() => {
    const event = streamEvent(order('ORDER#1', 'PAID'), order('ORDER#2', 'BAD'));
    ids = event.Records.map(({ eventID }) => eventID);
    place = new Workplace().save('event.json', JSON.stringify(event));
  });
  afterEach(() => place.close());

  const invoke = (...args: string[]) => place.run(['invoke', 'orders.ts', '--event', 'event.json', ...args]);

  for (const call of [
    'process.exit(3)',
    'process.abort()',
    'process.kill(process.pid, "SIGKILL")',
    'process.kill(process.pid, "SIGTERM")',
  ]) {
    it(`is named by invoke, with the record, where it calls ${call}`, async () => {
      place.save('orders.ts', orderHandlers(`${ON_SECOND} ${call};`));
      const { code, stdout } = await invoke();
      expect(stdout).to.match(
        new RegExp(
          '^The invocation failed as a whole\n' +
            `  failed OrderHandlers.confirm on event ${ids[1]}\n` +
            `    ExitError: OrderHandlers\\.confirm called ${call.replace(/[().]/g, '\\$&')} on event ${ids[1]}\\. ${END}\n` +
            `        at OrderHandlers\\.confirm \\(.*orders\\.ts:${BODY_LINE}:\\d+\\)\n` +
            'Lambda would deliver again from the first record on\n$',
        ),
      );
      expect(code).to.equal(1);
    });
  }

  for (const [what, body] of [
    ['in a timer', 'await new Promise(() => setTimeout(() => process.exit(0)));'],
    ['in a promise that is not waited for', '(async () => process.exit(0))(); await new Promise(() => {});'],
    ['and catches what that throws', 'try { process.exit(0); } catch {}'],
    ['by a name of its own', "const { exit } = await import('node:process'); exit(0);"],
  ] as const) {
    it(`is named where it calls process.exit ${what}`, async () => {
      place.save('orders.ts', orderHandlers(`${ON_SECOND} { ${body} }`));
      const { code, stdout, stderr } = await invoke('--json');
      const { failures } = JSON.parse(stdout);
      expect(failures).to.have.length(1);
      expect(failures[0]).to.include({ handler: 'OrderHandlers.confirm', eventID: ids[1] });
      expect(failures[0].error).to.include({
        name: 'ExitError',
        message: `OrderHandlers.confirm called process.exit(0) on event ${ids[1]}. ${END}`,
      });
      expect({ code, stderr }).to.deep.equal({ code: 1, stderr: '' });
    });
  }

  it('does not change what came of the event by the exit code that it sets', async () => {
    place.save('orders.ts', orderHandlers('process.exitCode = 3;'));
    const { code, stdout } = await invoke();
    expect(stdout).to.match(/^2 records: 2 handled/);
    expect(code).to.equal(0);
  });

  it('is named together with those that run at the same time', async () => {
    place.save('orders.ts', together('process.exit(1);'));
    const { stdout } = await invoke();
    expect(stdout).to.include(
      `ExitError: Orders.end called process.exit(1) on event ${ids[1]}, while Orders.wait on event ${ids[0]} ran. ${END}\n`,
    );
    expect(stdout.match(/^ {2}failed .*$/gm)).to.deep.equal([`  failed Orders.end on event ${ids[1]}`]);
  });

  it('is not known where a listener of the module calls it: all that run are named', async () => {
    const module =
      "import { EventEmitter } from 'node:events';\nconst pool = setInterval(() => process.exit(1), 100);\n";
    place.save('orders.ts', module + together('await new Promise((done) => setTimeout(done, 1000));'));
    const { stdout } = await invoke();
    expect(stdout).to.include(
      `ExitError: process.exit(1) was called while Orders.wait on event ${ids[0]}, Orders.end on event ${ids[1]} ran. ${END}\n`,
    );
  });

  it('is not asked of onError, which Lambda would not call any more', async () => {
    const options = "onError: () => { console.error('asked'); return 'skip'; }";
    place.save('orders.ts', orderHandlers(`${ON_SECOND} process.exit(1);`, options));
    const { code, stderr } = await invoke();
    expect({ code, stderr }).to.deep.equal({ code: 1, stderr: '' });
  });

  it('is named where it is behind a wrapper', async () => {
    const text = orderHandlers(`${ON_SECOND} process.exit(1);`).replace('export const handler =', 'const inner =');
    place.save('orders.ts', `${text}\nexport const handler = async (event, context) => inner(event, context);`);
    const { code, stdout } = await invoke();
    expect(stdout).to.include(
      `  failed OrderHandlers.confirm on event ${ids[1]}\n    ExitError: OrderHandlers.confirm`,
    );
    expect(code).to.equal(1);
  });

  it('is a wrapper, where that calls it itself', async () => {
    place.save('orders.js', 'exports.handler = async () => process.exit(1);');
    const { code, stdout } = await place.run(['invoke', 'orders.js', '--event', 'event.json']);
    expect(stdout).to.match(
      /^The invocation failed as a whole\n {2}failed handler\n {4}ExitError: handler called process\.exit\(1\)\. /,
    );
    expect(code).to.equal(1);
  });

  it('is named by dev, which delivers the records again, and goes on', async () => {
    const program = await place.save('orders.ts', orderHandlers(`${ON_SECOND} process.exit(1);`)).dev('orders.ts');
    const shop = new Shop(await program.endpoint());
    await shop.put('ORDER#2', 'BAD');
    await program.says(
      /"ORDER#2".* OrderHandlers\.confirm \d+ ms failed\nfailed OrderHandlers\.confirm on event 1\n {2}ExitError: OrderHandlers\.confirm called process\.exit\(1\) on event 1\. .*\n.*orders\.ts:9:\d+\)\n/,
    );
    await program.says(/^retry 1 in 200 ms \(1 record\)$/m);
    place.save('orders.ts', orderHandlers());
    await program.says(/"ORDER#2".* ok\n/);
    const { code, stderr } = await program.interrupt().ended();
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('is named by dev where it has ended before', async () => {
    const late = 'setTimeout(() => process.exit(1), 50);';
    const program = await place.save('orders.ts', orderHandlers(late)).dev('orders.ts');
    const shop = new Shop(await program.endpoint());
    await shop.put('ORDER#1', 'PAID');
    await program.says(
      /problem a call that ends a function of AWS, and was not let through\n {2}ExitError: OrderHandlers\.confirm called process\.exit\(1\) on event 1 after it had ended\. /,
    );
    place.save('orders.ts', orderHandlers());
    await program.says(/^reloaded /m);
    await shop.put('ORDER#2', 'PAID');
    await program.says(/"ORDER#2".* ok\n/);
  });

  it('is named by redrive, which keeps the batch', async () => {
    place.save('orders.ts', orderHandlers(`${ON_SECOND} process.exit(0);`));
    const payload = JSON.parse(place.read('event.json'));
    place.save('failed.jsonl', `${JSON.stringify({ ...givenUp().record, payload })}\n`);
    const { code, stdout, stderr } = await place.run(['redrive', 'orders.ts', '--bucket', 'failed.jsonl', '--yes']);
    expect(stdout + stderr).to.include('ExitError: OrderHandlers.confirm called process.exit(0) on event ');
    expect(place.read('failed.jsonl')).to.include('ORDER#2');
    expect(code).to.equal(1);
  });

  it('is named by replay run, which counts the items as failed', async () => {
    const shop = await ReplayShop.open('dynoxide');
    try {
      await shop.create('Orders');
      await shop.fill('Orders', 3);
      place.save('orders.ts', orderHandlers('setTimeout(() => process.exit(0)); await new Promise(() => {});'));
      const args = ['replay', 'run', 'orders.ts', '--table', 'Orders', '--endpoint', shop.endpoint, '--yes'];
      const { code, stdout, stderr } = await place.run(args);
      expect(
        stderr.match(/^failed .*ExitError: OrderHandlers\.confirm called process\.exit\(0\) on event /gm),
      ).to.have.length(3);
      expect(stdout).to.include('0 handled, 0 gone, 3 failed');
      expect(code).to.equal(1);
    } finally {
      await shop.close();
    }
  });

  for (const [what, body] of [
    ['a timer', "setTimeout(() => { throw new Error('astray'); }); await new Promise(() => {});"],
    [
      'a promise that is not waited for',
      "(async () => { throw new Error('astray'); })(); await new Promise(() => {});",
    ],
  ] as const)
    it(`is named where ${what} throws what nobody catches`, async () => {
      place.save('orders.ts', orderHandlers(`${ON_SECOND} { ${body} }`));
      const { code, stdout, stderr } = await invoke();
      expect(stdout).to.match(
        new RegExp(
          `^The invocation failed as a whole\n  failed OrderHandlers\\.confirm on event ${ids[1]}\n` +
            `    UncaughtError: an error that nobody caught, while OrderHandlers\\.confirm on event ${ids[1]} ran: astray\\. .*\n` +
            `        at .*orders\\.ts:${BODY_LINE}:`,
        ),
      );
      expect({ code, stderr }).to.deep.equal({ code: 1, stderr: '' });
    });

  it('is named where the module listens to what nobody caught, and exits then', async () => {
    const listener = "process.on('uncaughtException', () => process.exit(1));\n";
    const body = `${ON_SECOND} { setTimeout(() => { throw new Error('astray'); }); await new Promise(() => {}); }`;
    place.save('orders.ts', listener + orderHandlers(body));
    const { code, stdout } = await invoke();
    expect(stdout).to.include(`OrderHandlers.confirm called process.exit(1) on event ${ids[1]}. ${END}\n`);
    expect(code).to.equal(1);
  });

  it('does not end redrive by what nobody catches: its summary still comes', async () => {
    place.save(
      'orders.ts',
      orderHandlers("setTimeout(() => { throw new Error('astray'); }); await new Promise(() => {});"),
    );
    const payload = JSON.parse(place.read('event.json'));
    place.save('failed.jsonl', `${JSON.stringify({ ...givenUp().record, payload })}\n`);
    const { code, stdout } = await place.run(['redrive', 'orders.ts', '--bucket', 'failed.jsonl', '--yes']);
    expect(stdout).to.include('UncaughtError: an error that nobody caught, while OrderHandlers.confirm on event ');
    expect(stdout).to.match(/^1 batch failed again$/m);
    expect(code).to.equal(1);
  });
});

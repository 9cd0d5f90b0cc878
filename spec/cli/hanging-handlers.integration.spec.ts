import { expect } from 'chai';
import { insert, streamEvent } from '../../lib/testing/index.js';
import { orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

const HANGS = "if (record.newImage.status === 'BAD') await new Promise(() => {});";
const STILL =
  'StillRunningError: OrderHandlers.confirm was still running when time was nearly up, and was left behind.';

function order(pk: string, status: string) {
  return insert({ pk, sk: '1', status }, { table: 'Orders', keys: ['pk', 'sk'] });
}

describe('a handler that never ends', () => {
  let place: Workplace;
  let bad: string | undefined;
  beforeEach(() => {
    const event = streamEvent(order('ORDER#1', 'PAID'), order('ORDER#2', 'BAD'), order('ORDER#3', 'PAID'));
    bad = event.Records[1]?.eventID;
    place = new Workplace().save('event.json', JSON.stringify(event));
  });
  afterEach(() => place.close());

  const invoke = (...args: string[]) =>
    place.run(['invoke', 'orders.ts', '--event', 'event.json', '--timeout', '1', ...args]);

  for (const [what, around] of [
    ['', ''],
    [' behind a wrapper', 'const wrapped = (inner) => async (event, context) => inner(event, context);\n'],
  ] as const)
    it(`is named by invoke${what}, with the record`, async () => {
      const text = orderHandlers(HANGS);
      place.save('orders.ts', (around && `${around}${text.replace(/= (bootstrap\(.*\));/, '= wrapped($1);')}`) || text);
      const { code, stdout } = await invoke();
      expect(stdout).to.match(/^3 records: 1 handled, 0 unwanted, 1 failed\n/);
      expect(stdout).to.include(`\n  failed OrderHandlers.confirm on event ${bad}\n    ${STILL}`);
      expect(code).to.equal(1);
    });

  it('is named in the JSON of invoke', async () => {
    place.save('orders.ts', orderHandlers(HANGS));
    const { failures } = JSON.parse((await invoke('--json')).stdout);
    expect(failures).to.have.length(1);
    expect(failures[0]).to.include({ handler: 'OrderHandlers.confirm', eventID: bad });
    expect(failures[0].error.name).to.equal('StillRunningError');
  });

  it('is named where it takes the whole of the timeout', async () => {
    place.save('orders.ts', orderHandlers(HANGS, 'timeoutMarginMs: 0'));
    const { code, stdout } = await invoke();
    expect(stdout).to.match(new RegExp(`failed OrderHandlers\\.confirm on event ${bad}\n.*(StillRunning|Timedout)`));
    expect(code).to.equal(1);
  });

  it('is named where it never yields, so that Ctrl-C cannot come through', async () => {
    const program = await place.save('orders.ts', orderHandlers('for (;;) {}')).dev('orders.ts', '--timeout', '1');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    while (program.stderr === '') await new Promise((done) => setTimeout(done, 100));
    expect(program.stderr).to.equal(
      'OrderHandlers.confirm on event 1 has kept this process busy for 1 second without a pause, so that neither the ' +
        'timeout nor Ctrl-C can come through. Ctrl-\\ ends it.\n',
    );
    expect((await program.quit().ended()).code).to.equal('SIGQUIT');
  });

  it('is not taken for one where it only waits, or yields now and then', async () => {
    const busy =
      'for (const end = Date.now() + 400; Date.now() < end; ) await new Promise((done) => setImmediate(done));';
    // Longer than the five seconds that a handler may take for itself.
    const waiting = 'await new Promise((done) => setTimeout(done, 1400));';
    place.save('orders.ts', orderHandlers(`${busy} ${waiting}`));
    const { code, stdout, stderr } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
    expect(stdout).to.match(/^3 records: 3 handled/);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('is named by dev, and on Ctrl-C', async () => {
    const program = await place.save('orders.ts', orderHandlers(HANGS)).dev('orders.ts', '--timeout', '2');
    await new Shop(await program.endpoint()).put('ORDER#2', 'BAD');
    await program.says(
      /"ORDER#2".* OrderHandlers\.confirm \d+ ms failed\nfailed OrderHandlers\.confirm on event 1\n {2}StillRunningError: /,
    );
    await program.says(/^retry 1 in 200 ms \(1 record\)$/m);
    await new Promise((done) => setTimeout(done, 700));
    program.interrupt();
    await program.says(/^Ending when the batch .* Still running: OrderHandlers\.confirm on event 1\.$/m);
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { insert } from '../../lib/testing/index.js';
import { givenUp } from '../local/failure/given-up.js';
import { describeWithTerminal } from '../needs.js';
import { Shop } from '../replay/shop.js';
import { screenOf } from './screen.js';
import { Workplace } from './workplace.js';

const HANDLERS = `
import { bootstrap, stream } from 'onstream';

export const handler = bootstrap(
  stream().onInsert(({ keys }) => {
    console.log('heard ' + (keys.sk ?? keys.pk));
    if (keys.sk === 7) throw new Error('bad order');
  }),
  { reportBatchItemFailures: true },
);
`;

/** A bar, with how far it is, the rate, the time that remains, and counts. */
const BAR = /[█░]+ \d+% \| \d+\/\d+ items \| \d+\/s \| \d+ s left \| \d+ \w+/;

describeWithTerminal('onstream on a terminal', () => {
  let shop: Shop;
  let place: Workplace;
  before(async () => {
    shop = await Shop.open('dynoxide');
    await shop.create('Orders');
    await shop.fill('Orders', 12);
  });
  after(() => shop?.close());
  beforeEach(() => {
    const { record } = givenUp();
    const payload = { Records: [insert({ pk: 'ORDER#1' }, { table: 'Orders' })] };
    place = new Workplace().save('orders.ts', HANDLERS).save('failed/1', JSON.stringify({ ...record, payload }));
  });
  afterEach(() => place.close());

  /** Runs it, types the answer to its question, and gives its exit code and what is on the screen then. */
  async function answered(answer: string, ...args: string[]) {
    const program = place.onstream(args, { columns: 80 });
    await program.says(' [y/N] ');
    // The plan is there before the question is.
    const question = screenOf(program.stdout);
    const { code, stdout } = await program.types(answer).ended();
    return { code, stdout, question, screen: screenOf(stdout) };
  }

  const touch = (attribute: string) => {
    return ['replay', 'touch', '--table', 'Orders', '--endpoint', shop.endpoint, '--attribute', attribute];
  };

  describe('where something is to be written', () => {
    it('tells the plan, asks, and does it after a y', async () => {
      const { code, question, screen } = await answered('y\r', ...touch('agreed'));
      expect(question[0]).to.equal('Touch items');
      expect(question.join('\n')).to.include('adds 1 to agreed of each item that still exists');
      expect(question.at(-1)).to.equal('Touch these items? [y/N] ');
      expect(screen.slice(question.length - 1, question.length)).to.deep.equal(['Touch these items? [y/N] y']);
      expect(screen.slice(-2)).to.deep.equal([
        'Done: 12 of 12 items selected: 12 touched, 0 gone, 0 skipped, 0 failed; throttled 0 times.',
        '',
      ]);
      expect(code).to.equal(0);
      expect(await shop.revisions('Orders', 'agreed')).to.deep.equal([['1', 12]]);
    });

    for (const [what, typed, echo] of [
      ['an n', 'n\r', 'n'],
      ['Enter alone', '\r', ''],
      ['Ctrl-C', '\u0003', ''],
      ['Ctrl-D', '\u0004', ''],
    ] as const) {
      it(`writes nothing after ${what}, and exits with 1`, async () => {
        const { code, question, screen } = await answered(typed, ...touch('refused'));
        expect(screen.slice(question.length - 1)).to.satisfy(
          (lines: string[]) => {
            return lines[0] === `Touch these items? [y/N] ${echo}` && lines.at(-2) === 'Nothing was touched.';
          },
          `found ${JSON.stringify(screen)}`,
        );
        expect(code).to.equal(1);
        expect(await shop.revisions('Orders', 'refused')).to.deep.equal([['none', 12]]);
      });
    }
  });

  describe('where batches are to be run again', () => {
    const redrive = ['redrive', 'orders.ts', '--bucket', 'failed'];

    it('tells what there is, asks, and runs them after a y', async () => {
      const { code, question, screen } = await answered('y\r', ...redrive);
      expect(question).to.deep.equal([
        '1 batch in failed, to be run by orders.ts; each that succeeds is moved to done/',
        'Run them? [y/N] ',
      ]);
      expect(screen).to.include('heard ORDER#1');
      expect(screen.filter((line) => line.includes('batches |'))).to.have.length(1);
      expect(screen.at(-3)).to.match(/^█+ 100% \| 1\/1 batches \| \d+\/s \| 0 s left \| 1 handled$/);
      expect(screen.at(-2)).to.equal('1 batch handled, 1 record');
      expect(code).to.equal(0);
      expect(existsSync(join(place.folder, 'failed/1'))).to.equal(false);
    });

    it('leaves them where they are after an n, and exits with 1', async () => {
      const { code, screen } = await answered('n\r', ...redrive);
      expect(screen).not.to.include('heard ORDER#1');
      expect(screen.at(-2)).to.equal('1 batch not begun');
      expect(code).to.equal(1);
      expect(existsSync(join(place.folder, 'failed/1'))).to.equal(true);
    });
  });

  describe('while it works', () => {
    it('draws a bar with the rate and the remaining time, and leaves it there when it is full', async () => {
      const { stdout, screen } = await answered('y\r', ...touch('drawn'));
      expect(stdout.match(new RegExp(BAR, 'g'))).to.have.length.of.at.least(2);
      expect(screen.filter((line) => BAR.test(line))).to.have.length(1);
      expect(screen.at(-3)).to.match(/^█+ 100% \| 12\/12 items \| \d+\/s \| 0 s left \| 12 touched$/);
      // Neither the cursor nor the wrapping of lines is changed, so that nothing can be left so.
      expect(stdout).not.to.include('\u001b[?');
    });

    it('keeps the bar below what handlers write, of which no line is lost', async () => {
      const args = ['replay', 'run', 'orders.ts', '--table', 'Orders', '--batch-size', '4'];
      const { code, stdout, screen } = await answered('y\r', ...args, '--endpoint', shop.endpoint);
      expect(stdout.match(new RegExp(BAR, 'g'))).to.have.length.of.at.least(2);
      const heard = screen.filter((line) => line.includes('heard'));
      expect(heard.sort()).to.deep.equal(Array.from({ length: 12 }, (_, order) => `heard ${order}`).sort());
      expect(screen.filter((line) => BAR.test(line))).to.have.length(1);
      expect(screen.at(-4)).to.match(/^█+ 100% \| 12\/12 items \| \d+\/s \| 0 s left \| 11 handled, 1 failed$/);
      expect(screen.at(-3)).to.match(/^failed \{"pk":"CUSTOMER#7","sk":"7"\} .*: Error: bad order$/);
      expect(screen.at(-2)).to.equal('Done: 12 of 12 items selected: 11 handled, 0 gone, 1 failed.');
      expect(code).to.equal(1);
    });
  });
});

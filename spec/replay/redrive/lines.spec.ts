import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { toFile } from '../../../lib/local/index.js';
import { redrive } from '../../../lib/replay/index.js';
import { LinesFile } from '../../../lib/replay/redrive/lines.js';
import { insert } from '../../../lib/testing/index.js';
import { errorOf, givenUp, inFolder } from '../../local/failure/given-up.js';
import { RecordedTarget } from './recorded-target.js';

const batchOf = (pk: string) => ({
  ...givenUp().record,
  payload: { Records: [insert({ pk }, { table: 'Orders' })] },
});
const lineOf = (pk: string) => `${JSON.stringify(batchOf(pk))}\n`;

/** The orders of the batches in a file of lines, but for those that are marked as done. */
function ordersIn(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => (line.startsWith('{') ? (/"pk":\{"S":"([^"]+)"/.exec(line)?.[1] ?? '') : []));
}

describe('redrive of a file of lines', () => {
  it('keeps each line, in order, whatever succeeds, fails, is no batch, is appended and crashes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom('done', 'failed', 'refused', 'append', 'blank'), { maxLength: 8 }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        (runs, crashes) =>
          inFolder(async (folder) => {
            const file = join(folder, 'failed.jsonl');
            const done = join(folder, 'done', 'failed.jsonl');
            let count = 0;
            const append = (text = lineOf(`ORDER#${++count}`)) => appendFileSync(file, text);
            let expected: string[] = [];
            const appendOrder = () => {
              append();
              expected.push(`ORDER#${count}`);
            };
            appendOrder();
            for (const [number, acts] of runs.entries()) {
              if (!existsSync(file)) appendOrder();
              const lines = new LinesFile(file, done, file, false);
              const entries = lines.entries();
              for (const act of acts) {
                if (act === 'append') appendOrder();
                else if (act === 'blank') append(' \n\n');
                else {
                  const entry = entries.shift();
                  const order = /"pk":\{"S":"([^"]+)"/.exec((await entry?.read()) ?? '')?.[1];
                  if (act === 'done') expected = expected.filter((one) => one !== order);
                  if (act === 'done') await entry?.done();
                  if (act === 'failed') await entry?.failed({ failedAt: '', reason: 'no', failures: [] });
                }
                expect(ordersIn(file)).to.deep.equal(expected);
              }
              if (!crashes[number]) await lines.close();
              expect(ordersIn(file)).to.deep.equal(expected);
              const all = Array.from({ length: count }, (_, index) => `ORDER#${index + 1}`);
              expect([...ordersIn(done), ...expected]).to.have.members(all);
            }
          }),
      ),
      { numRuns: 60 },
    ));

  it('writes one byte for each line that is done, and the lines that are left once', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const lines = Array.from({ length: 50 }, (_, number) => lineOf(`ORDER#${number}`));
      writeFileSync(file, lines.join(''));
      const { ino } = statSync(file);
      const before = readFileSync(file);
      const target = new RecordedTarget();
      let deliveries = 0;
      target.before = () => {
        expect(statSync(file).ino).to.equal(ino);
        const now = readFileSync(file);
        const changed = now.filter((byte, place) => byte !== before[place]);
        expect([now.length, changed.length]).to.deep.equal([before.length, deliveries++]);
      };
      target.broken.add('ORDER#49');
      await redrive({ bucket: file, target });
      expect(deliveries).to.equal(50);
      expect(readFileSync(file, 'utf8')).to.equal(lines.at(-1));
    }));

  it('keeps what is appended without the lock through a file that was opened before', () =>
    inFolder(async (folder) => {
      const { openSync, writeSync, closeSync } = await import('node:fs');
      const file = join(folder, 'failed.jsonl');
      writeFileSync(file, lineOf('ORDER#1') + lineOf('ORDER#2'));
      const handle = openSync(file, 'a');
      const target = new RecordedTarget();
      target.before = () => writeSync(handle, lineOf('ORDER#3'));
      await redrive({ bucket: file, target });
      closeSync(handle);
      expect(ordersIn(file)).to.deep.equal(['ORDER#3', 'ORDER#3']);
    }));

  it('names each line by its number in the file, and goes on after those that are no batches', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const strange = ['', 'good morning', '', '{"torn":', '[]', JSON.stringify({ ...givenUp().record, payload: 5 })];
      writeFileSync(file, `${strange.join('\n')}\n${lineOf('ORDER#1')}`);
      const outcomes: string[] = [];
      const target = new RecordedTarget();
      const { handled, refused } = await redrive({
        bucket: file,
        target,
        onOutcome: ({ status, name }) => void outcomes.push(`${status} ${name.slice(file.length)}`),
      });
      expect({ handled, refused }).to.deep.equal({ handled: 1, refused: 4 });
      expect(outcomes).to.deep.equal(['refused :2', 'refused :4', 'refused :5', 'refused :6', 'handled :7']);
      expect(readFileSync(file, 'utf8')).to.equal(`${strange.filter(Boolean).join('\n')}\n`);
    }));

  it('notes each failure once, however many there are', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const orders = Array.from({ length: 20 }, (_, number) => `ORDER#${number}`);
      writeFileSync(file, orders.map(lineOf).join(''));
      writeFileSync(`${file}.error.json`, 'the notes of an earlier run');
      const target = new RecordedTarget();
      for (const order of orders) target.broken.add(order);
      await redrive({ bucket: file, target });
      expect(JSON.parse(readFileSync(`${file}.error.json`, 'utf8'))).to.have.length(20);
      target.broken.clear();
      await redrive({ bucket: file, target });
      expect(readdirSync(folder)).to.deep.equal(['done']);
    }));

  it('goes through links, and leaves them', function () {
    if (process.platform === 'win32') this.skip();
    return inFolder(async (folder) => {
      const [link, file] = [join(folder, 'link.jsonl'), join(folder, 'kept', 'failed.jsonl')];
      mkdirSync(join(folder, 'kept'));
      symlinkSync(file, link);
      const { record, payload } = givenUp();
      for (let batch = 0; batch < 2; batch++) await toFile(link)(record, payload);
      const target = new RecordedTarget();
      let calls = 0;
      await redrive({
        bucket: link,
        target: { deliver: async (records) => (calls++ === 0 ? target.deliver(records) : failing(records.length)) },
      });
      expect(lstatSync(link).isSymbolicLink()).to.equal(true);
      expect(readFileSync(file, 'utf8').trim().split('\n')).to.have.length(1);
    });
  });

  const failing = (count: number) => ({
    handled: 0,
    failures: Array.from({ length: count }, () => ({ eventID: '1', reason: 'no' })),
  });

  it('keeps the permissions of the file, and makes others for the owner alone', function () {
    if (process.platform === 'win32') this.skip();
    return inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      writeFileSync(file, lineOf('ORDER#1') + lineOf('ORDER#2'), { mode: 0o640 });
      const target = new RecordedTarget();
      target.broken.add('ORDER#2');
      await redrive({ bucket: file, target });
      const modes = [file, `${file}.error.json`, join(folder, 'done'), join(folder, 'done', 'failed.jsonl')];
      expect(modes.map((path) => (statSync(path).mode & 0o777).toString(8))).to.deep.equal([
        '640',
        '600',
        '700',
        '600',
      ]);
    });
  });
});

describe('redrive, two at once', () => {
  /** Starts a second run while the first one delivers. */
  async function second(first: string, other: string, options: object = {}): Promise<Error | undefined> {
    const target = new RecordedTarget();
    let refused: Error | undefined;
    target.before = async () => {
      refused ??= await errorOf(() => redrive({ bucket: other, target: new RecordedTarget(), ...options })).catch(
        () => undefined,
      );
    };
    await redrive({ bucket: first, target });
    expect(target.deliveries).to.have.length(1);
    return refused;
  }

  async function inTree(use: (folder: string) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, 'a', 'b'), { recursive: true });
      await use(folder);
      const left = readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('.lock'));
      expect(left).to.deep.equal([]);
    });
  }

  for (const [what, first, other] of [
    ['a file of lines', 'a/b/failed.jsonl', 'a/b/failed.jsonl'],
    ['a file of lines and its folder', 'a/b/failed.jsonl', 'a/b'],
    ['a folder and a file of lines in it', 'a', 'a/b/failed.jsonl'],
    ['a folder', 'a', 'a'],
    ['a folder and one around it', 'a/b', 'a'],
    ['a folder and one in it', 'a', 'a/b'],
  ] as const) {
    it(`refuses the second run of ${what}, and says who has it`, () =>
      inTree(async (folder) => {
        writeFileSync(join(folder, 'a/b/failed.jsonl'), lineOf('ORDER#1'));
        const refused = await second(join(folder, first), join(folder, other));
        expect(refused).to.have.property('name', 'ConfigurationError');
        expect(refused?.message).to.match(
          new RegExp(
            `^${folder}.* is being redriven by another run \\(process ${process.pid} on .+, since .+Z\\)\\. Wait until that has ended: `,
          ),
        );
      }));
  }

  for (const [first, other] of [
    ['a', 'a/b'],
    ['a/b', 'a'],
  ] as const) {
    it(`refuses the second run of ${other} while that of ${first} goes on, also where no file of lines is in it`, () =>
      inTree(async (folder) => {
        writeFileSync(join(folder, 'a/b/batch'), lineOf('ORDER#1'));
        const refused = await second(join(folder, first), join(folder, other));
        expect(refused?.message).to.match(new RegExp(`^${join(folder, other)} is being redriven by another run`));
      }));
  }

  it('lets a dry run look on', () =>
    inTree(async (folder) => {
      writeFileSync(join(folder, 'a/b/failed.jsonl'), lineOf('ORDER#1'));
      expect(await second(folder, folder, { dryRun: true })).to.equal(undefined);
    }));

  it('lets the run of another folder go on', () =>
    inTree(async (folder) => {
      writeFileSync(join(folder, 'a/b/failed.jsonl'), lineOf('ORDER#1'));
      mkdirSync(join(folder, 'c'));
      expect(await second(join(folder, 'a'), join(folder, 'c'))).to.equal(undefined);
    }));
});

import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { toFile, toFolder } from '../../../lib/local/index.js';
import { type RedriveOutcome, redrive } from '../../../lib/replay/index.js';
import { insert, kinesisEvent } from '../../../lib/testing/index.js';
import { errorOf, givenUp, inFolder } from '../../local/failure/given-up.js';
import { RecordedTarget } from './recorded-target.js';

describe('redrive from a folder', () => {
  let target: RecordedTarget;
  let outcomes: RedriveOutcome[];
  beforeEach(() => {
    target = new RecordedTarget();
    outcomes = [];
  });

  function run(bucket: string, more: object = {}) {
    return redrive({ bucket, target, onOutcome: (outcome) => void outcomes.push(outcome), ...more });
  }

  function failed(...items: string[]) {
    const { record } = givenUp();
    return { ...record, payload: { Records: items.map((pk) => insert({ pk }, { table: 'Orders' })) } };
  }

  function filesIn(folder: string): string[] {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();
  }

  it('tells what was handled and what failed where that cannot be noted, and ends there', () =>
    inFolder(async (folder) => {
      for (const name of ['a', 'b']) writeFileSync(join(folder, name), JSON.stringify(failed('ORDER#1', 'ORDER#2')));
      mkdirSync(join(folder, 'a.error.json'));
      target.broken.add('ORDER#2');
      const summary = await run(folder);
      expect(summary).to.include({ handled: 0, failed: 1, left: 1, records: 1 });
      expect(outcomes[0]).to.deep.include({ status: 'failed', records: 2, handled: 1 });
      expect(outcomes[0]?.failures).to.have.length(1);
      expect(outcomes[0]?.reason).to.match(/^1 of 2 records failed, which cannot be noted: EISDIR/);
    }));

  it('runs what toFolder wrote, and moves it to done', () =>
    inFolder(async (folder) => {
      const { record, payload } = givenUp();
      await toFolder(folder)(record, payload);
      const [file] = filesIn(folder);
      const { handled, records } = await run(folder, { originalId: true });
      expect({ handled, records }).to.deep.equal({ handled: 1, records: 1 });
      expect(target.records).to.deep.equal(payload.Records);
      expect(filesIn(folder)).to.deep.equal([join('done', String(file))]);
    }));

  it('leaves what fails again with the error beside it, and takes that away when it succeeds', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'a'), JSON.stringify(failed('ORDER#1', 'ORDER#2')));
      target.broken.add('ORDER#2');
      await run(folder);
      expect(filesIn(folder)).to.deep.equal(['a', 'a.error.json']);
      const { failedAt, ...note } = JSON.parse(readFileSync(join(folder, 'a.error.json'), 'utf8'));
      expect(failedAt).to.match(/^\d{4}-\d\d-\d\dT/);
      const eventID = target.records[1]?.eventID;
      expect(note).to.deep.equal({
        reason: '1 of 2 records failed',
        failures: [{ eventID, reason: 'Orders.confirm: Error: no mail today' }],
      });

      target.broken.clear();
      await run(folder);
      expect(filesIn(folder)).to.deep.equal([join('done', 'a')]);
    }));

  it('keeps what toFolder wrote, and makes its notes and folders, for their owner alone', function () {
    if (process.platform === 'win32') this.skip();
    return inFolder(async (folder) => {
      const destination = toFolder(join(folder, 'failed'), { mappingId: 'orders' });
      for (const pk of ['ORDER#1', 'ORDER#2']) {
        const { payload, ...record } = failed(pk);
        await destination(record, payload);
      }
      target.broken.add('ORDER#2');
      expect(await run(join(folder, 'failed'))).to.include({ handled: 1, failed: 1 });
      const made = readdirSync(folder, { recursive: true, withFileTypes: true });
      const modesOf = (areFiles: boolean) =>
        made
          .filter((entry) => entry.isFile() === areFiles)
          .map((entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o777).toString(8));
      // The batch that is left, its note, and the one that is done.
      expect(modesOf(true)).to.deep.equal(['600', '600', '600']);
      expect(new Set(modesOf(false))).to.deep.equal(new Set(['700']));
    });
  });

  it('takes a payload that is JSON text', () =>
    inFolder(async (folder) => {
      const { payload, ...record } = failed('ORDER#1');
      writeFileSync(join(folder, 'a'), JSON.stringify({ ...record, payload: JSON.stringify(payload) }));
      expect((await run(folder)).handled).to.equal(1);
      expect(target.deliveries).to.deep.equal([['ORDER#1']]);
    }));

  it('runs batches of Kinesis, with ids of their own inside of the data', () =>
    inFolder(async (folder) => {
      const { DDBStreamBatchInfo, ...record } = givenUp().record;
      const KinesisBatchInfo = { ...DDBStreamBatchInfo, streamArn: 'arn:aws:kinesis:eu-west-1:1:stream/changes' };
      const payload = kinesisEvent(insert({ pk: 'ORDER#1' }, { table: 'Orders' }));
      writeFileSync(join(folder, 'a'), JSON.stringify({ ...record, KinesisBatchInfo, payload }));
      await run(folder);
      expect(target.deliveries).to.deep.equal([['ORDER#1']]);
      expect(outcomes[0]?.batch).to.match(/\(changes\)$/);
      const [redriven] = target.records;
      const change = JSON.parse(Buffer.from(Object(redriven).kinesis.data, 'base64').toString('utf8'));
      const first = JSON.parse(Buffer.from(payload.Records[0]?.kinesis.data ?? '', 'base64').toString('utf8'));
      expect(change).to.deep.equal({ ...first, eventID: `replay-${first.eventID}` });
      expect(redriven?.eventID).to.equal(payload.Records[0]?.eventID);
    }));

  it('runs files in the order of their names, at any depth, and not those that are not whole yet', () =>
    inFolder(async (folder) => {
      for (const [path, pk] of [
        ['aws/2026/03/10/b', 'second'],
        ['aws/2026/03/09/c', 'first'],
        ['aws/2026/03/09/.d.part', 'not whole'],
        ['done/aws/e', 'done'],
      ] as const) {
        mkdirSync(join(folder, path, '..'), { recursive: true });
        writeFileSync(join(folder, path), JSON.stringify(failed(pk)));
      }
      await run(folder);
      expect(target.deliveries).to.deep.equal([['first'], ['second']]);
    }));

  it('leaves files alone that are no failed batches', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'notes.txt'), 'good morning');
      writeFileSync(join(folder, 'empty.json'), JSON.stringify({ ...givenUp().record, payload: { Records: [] } }));
      const { refused } = await run(folder);
      expect(refused).to.equal(2);
      expect(filesIn(folder)).to.deep.equal(['empty.json', 'notes.txt']);
      expect(outcomes[0]?.reason).to.equal('found a payload without records, expected an event with Records');
    }));

  it('changes nothing in a dry run', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'a'), JSON.stringify(failed('ORDER#1')));
      const { readable } = await run(folder, { dryRun: true });
      expect(readable).to.equal(1);
      expect(filesIn(folder)).to.deep.equal(['a']);
    }));

  it('says that there is no such folder', async () => {
    const error = await errorOf(() => run('/no/such/folder'));
    expect(error).to.have.property('name', 'ConfigurationError');
    expect(error.message).to.match(/^\/no\/such\/folder: found nothing there, expected a folder /);
  });

  for (const [what, options] of [
    ['neither a queue nor a bucket', {}],
    ['both a queue and a bucket', { queue: 'http://localhost/1/q', bucket: 'failed' }],
    ["a queue's name in place of its URL", { queue: 'failed' }],
    ['a bucket without a name', { bucket: 's3://' }],
    ['an unknown option', { folder: 'failed' }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await errorOf(() => redrive(Object({ ...options, target })));
      expect(error).to.have.property('name', 'ConfigurationError');
      expect(error.message).to.match(/^redrive: found .*, expected /);
    });
  }

  describe('with a file of lines', () => {
    const lineOf = (...items: string[]) => `${JSON.stringify(failed(...items))}\n`;

    it('runs what toFile wrote, and moves it line by line', () =>
      inFolder(async (folder) => {
        const file = join(folder, 'failed.jsonl');
        for (const text of ['a', 'b']) {
          const { record, payload } = givenUp({ text });
          await toFile(file)(record, payload);
        }
        const text = readFileSync(file, 'utf8');
        const { handled } = await run(file);
        expect(handled).to.equal(2);
        expect(filesIn(folder)).to.deep.equal([join('done', 'failed.jsonl')]);
        expect(readFileSync(join(folder, 'done/failed.jsonl'), 'utf8')).to.equal(text);
      }));

    it('finds it in a folder, too', () =>
      inFolder(async (folder) => {
        writeFileSync(join(folder, 'failed.jsonl'), lineOf('ORDER#1') + lineOf('ORDER#2'));
        expect((await run(folder)).handled).to.equal(2);
        expect(outcomes.map(({ name }) => name)).to.deep.equal(
          [1, 2].map((line) => join(folder, `failed.jsonl:${line}`)),
        );
      }));

    it('leaves the lines that fail again, and what is none, with the errors beside it', () =>
      inFolder(async (folder) => {
        const file = join(folder, 'failed.jsonl');
        writeFileSync(file, `${lineOf('ORDER#1')}{"torn": \n${lineOf('ORDER#2')}${lineOf('ORDER#3')}`);
        target.broken.add('ORDER#2');
        const { handled, failed, refused } = await run(file);
        expect({ handled, failed, refused }).to.deep.equal({ handled: 2, failed: 1, refused: 1 });
        const left = readFileSync(file, 'utf8').trim().split('\n');
        expect(left).to.have.length(2);
        expect(left[0]).to.equal('{"torn": ');
        expect(left[1]).to.include('ORDER#2');
        expect(JSON.parse(readFileSync(`${file}.error.json`, 'utf8'))).to.have.length(1);
      }));

    it('keeps what another process appends meanwhile', () =>
      inFolder(async (folder) => {
        const file = join(folder, 'failed.jsonl');
        writeFileSync(file, lineOf('ORDER#1') + lineOf('ORDER#2'));
        target.before = () => appendFileSync(file, lineOf('ORDER#3'));
        await run(file);
        expect(
          readFileSync(file, 'utf8')
            .match(/ORDER#\d/g)
            ?.filter((_, place) => place % 2 === 0),
        ).to.deep.equal(['ORDER#3', 'ORDER#3']);
      }));

    it('finds the lines that a crash left beside the file', () =>
      inFolder(async (folder) => {
        const file = join(folder, 'failed.jsonl');
        writeFileSync(`${file}.taken`, lineOf('ORDER#1') + lineOf('ORDER#2'));
        appendFileSync(file, lineOf('ORDER#3'));
        await run(file);
        expect(target.deliveries.flat()).to.deep.equal(['ORDER#1', 'ORDER#2', 'ORDER#3']);
        expect(existsSync(file)).to.equal(false);
        expect(existsSync(`${file}.taken`)).to.equal(false);
      }));
  });
});

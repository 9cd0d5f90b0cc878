import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect } from 'chai';
import { toFolder } from '../../../lib/local/index.js';
import { errorOf, type GivenUp, givenUp, inFolder } from './given-up.js';

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

describe('toFolder', () => {
  const { record, payload } = givenUp();

  function keysIn(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  }

  /** The mapping's id in the path of this batch. */
  const mappingIdOf = ({ record, payload }: GivenUp) =>
    inFolder(async (folder) => {
      await toFolder(folder)(record, payload);
      return keysIn(folder)[0]?.split(sep)[2];
    });

  it('keeps each batch under the key that Lambda gives its object', () =>
    inFolder(async (folder) => {
      await toFolder(folder)(record, payload);
      const layout = `^aws/lambda/${UUID}/shardId-00000001-abcd/2026/03/09/2026-03-09T23\\.05\\.59-${UUID}$`;
      expect(keysIn(folder).map((key) => key.split(sep).join('/'))).to.have.length(1);
      expect(keysIn(folder)[0]?.split(sep).join('/')).to.match(new RegExp(layout));
    }));

  it('holds the invocation record with the whole event as its payload', () =>
    inFolder(async (folder) => {
      await toFolder(folder)(record, payload);
      const text = readFileSync(join(folder, String(keysIn(folder)[0])), 'utf8');
      expect(JSON.parse(text)).to.deep.equal({ ...record, payload });
    }));

  it('keeps batches apart that are given up in the same second', () =>
    inFolder(async (folder) => {
      const destination = toFolder(join(folder, 'not', 'yet'));
      await Promise.all(Array.from({ length: 20 }, () => destination(record, payload)));
      expect(keysIn(folder)).to.have.length(20);
    }));

  it('makes files and folders for their owner alone', function () {
    if (process.platform === 'win32') this.skip();
    return inFolder(async (folder) => {
      await toFolder(join(folder, 'failed'))(record, payload);
      const made = readdirSync(join(folder, 'failed'), { recursive: true, withFileTypes: true });
      const modes = made.map((entry) => {
        const { mode } = statSync(join(entry.parentPath, entry.name));
        return [entry.isFile(), (mode & 0o777).toString(8)];
      });
      expect(modes).to.have.length(8);
      expect(modes.filter(([isFile]) => isFile)).to.deep.equal([[true, '600']]);
      expect(new Set(modes.filter(([isFile]) => !isFile).map(([, mode]) => mode))).to.deep.equal(new Set(['700']));
      expect((statSync(join(folder, 'failed')).mode & 0o777).toString(8)).to.equal('700');
    });
  });

  it('gives a mapping the same id on every run, and another mapping another', async () => {
    const first = await mappingIdOf(givenUp());
    expect(await mappingIdOf(givenUp({ text: 'other' }))).to.equal(first);
    expect(await mappingIdOf(givenUp({ functionName: 'invoices' }))).not.to.equal(first);
  });

  it('takes the id of the mapping', () =>
    inFolder(async (folder) => {
      await toFolder(folder, { mappingId: 'my-mapping' })(record, payload);
      expect(keysIn(folder)[0]).to.match(/^aws.lambda.my-mapping.shardId-/);
    }));

  it('never leaves the folder, whatever a source calls its shards', () =>
    inFolder(async (folder) => {
      const strange = givenUp({ shardId: '../../../../../up' });
      await toFolder(join(folder, 'a', 'b'))(strange.record, strange.payload);
      expect(keysIn(folder)[0]).to.match(/^a.b.aws.lambda.[\w-]+._+up.2026/);
    }));

  it('tells which batch it could not keep, and where, but nothing of its items', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'aws'), 'a file where a folder should be');
      const { message } = await errorOf(() => toFolder(folder)(record, payload));
      expect(message)
        .to.include(join(folder, 'aws', 'lambda'))
        .and.to.include('records 100 to 100 of shardId-00000001-abcd')
        .and.to.include('ENOTDIR')
        .and.not.to.include('secret');
      expect(keysIn(folder)).to.deep.equal(['aws']);
    }));

  for (const [what, act] of [
    ['no path', () => toFolder('')],
    ['an unknown option', () => toFolder('failed', Object({ maping: 'id' }))],
    ['an id that would change the layout', () => toFolder('failed', { mappingId: 'a/b' })],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await errorOf(act);
      expect(error).to.have.property('name', 'ConfigurationError');
      expect(error.message).to.match(/^toFolder.*: found .*, expected /);
    });
  }
});

import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { toFile } from '../../../lib/local/index.js';
import { errorOf, givenUp, inFolder } from './given-up.js';

describe('toFile', () => {
  const { record, payload } = givenUp();

  function linesOf(file: string): unknown[] {
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.pop()).to.equal('');
    return lines.map((line) => JSON.parse(line));
  }

  it('appends a line for each batch, with the whole event as its payload', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const later = givenUp({ text: 'two\nlines' });
      await toFile(file)(record, payload);
      await toFile(file)(later.record, later.payload);
      expect(linesOf(file)).to.deep.equal([
        { ...record, payload },
        { ...later.record, payload: later.payload },
      ]);
    }));

  it('makes the folder when the first batch comes', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'not', 'yet', 'failed.jsonl');
      await toFile(file)(record, payload);
      expect(linesOf(file)).to.have.length(1);
    }));

  it('makes the file and its folder for their owner alone, and leaves those that are there as they are', function () {
    if (process.platform === 'win32') this.skip();
    return inFolder(async (folder) => {
      const [made, there] = [join(folder, 'not', 'failed.jsonl'), join(folder, 'failed.jsonl')];
      writeFileSync(there, '', { mode: 0o640 });
      for (const file of [made, there]) await toFile(file)(record, payload);
      const modes = [join(folder, 'not'), made, there].map((path) => (statSync(path).mode & 0o777).toString(8));
      expect(modes).to.deep.equal(['700', '600', '640']);
    });
  });

  it('never mixes big batches that come at once, from one mapping or from several', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const destinations = [toFile(file), toFile(file)];
      const batches = Array.from({ length: 8 }, (_, n) => givenUp({ text: String(n).repeat(3_000_000) }));
      await Promise.all(batches.map((batch, n) => destinations[n % 2]?.(batch.record, batch.payload)));
      const expected = batches.map((batch) => ({ ...batch.record, payload: batch.payload }));
      const lines = linesOf(file);
      expect(lines).to.have.deep.members(expected);
    }));

  it('keeps batches that come at once under fake timers, too', () =>
    inFolder(async (folder) => {
      const clock = install();
      try {
        const file = join(folder, 'failed.jsonl');
        await Promise.all(Array.from({ length: 8 }, () => toFile(file)(record, payload)));
        expect(linesOf(file)).to.have.length(8);
      } finally {
        clock.uninstall();
      }
    }));

  it('begins a new line where the last one was cut off', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      writeFileSync(file, '{"requestContext":');
      await toFile(file)(record, payload);
      const [torn, whole] = readFileSync(file, 'utf8').split('\n');
      expect([torn, JSON.parse(String(whole))]).to.deep.equal(['{"requestContext":', { ...record, payload }]);
    }));

  it('stays where it was meant when the working directory changes', () =>
    inFolder(async (folder) => {
      const from = process.cwd();
      process.chdir(folder);
      const destination = toFile('failed.jsonl');
      process.chdir(from);
      await destination(record, payload);
      expect(linesOf(join(folder, 'failed.jsonl'))).to.have.length(1);
    }));

  it('tells which batch it could not keep, and where, but nothing of its items', () =>
    inFolder(async (folder) => {
      mkdirSync(join(folder, 'failed.jsonl'));
      const error = await errorOf(() => toFile(join(folder, 'failed.jsonl'))(record, payload));
      expect(error.message)
        .to.include(join(folder, 'failed.jsonl'))
        .and.to.include('records 100 to 100 of shardId-00000001-abcd')
        .and.to.include('EISDIR')
        .and.not.to.include('secret');
      expect(error.cause).to.have.property('code', 'EISDIR');
    }));

  it('refuses what is no path', async () => {
    const error = await errorOf(() => toFile(''));
    expect(error).to.have.property('name', 'ConfigurationError');
    expect(error.message).to.equal('toFile: found "", expected the path of a file');
  });
});

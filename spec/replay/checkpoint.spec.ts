import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import { openCheckpoint } from '../../lib/replay/checkpoint.js';

const RUN = { command: 'touch', table: 'Orders', segments: '4' };

describe('a checkpoint', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'onstream-checkpoint-')));
    file = join(folder, 'run.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function refusal(run = RUN): Promise<string> {
    const error = await openCheckpoint(file, run, () => ({})).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ConfigurationError);
    return error instanceof Error ? error.message : '';
  }

  it('is empty for a run that begins, and holds what was saved last for one that is taken up', async () => {
    let done = 1;
    const checkpoint = await openCheckpoint(file, RUN, () => ({ done }));
    expect(checkpoint.saved).to.equal(undefined);
    await checkpoint.save();
    done = 2;
    await checkpoint.save();
    checkpoint.close();
    expect(await saved()).to.deep.equal({ done: 2 });
  });

  /** What the next run finds. */
  async function saved(path = file): Promise<unknown> {
    const { saved, close } = await openCheckpoint(path, RUN, () => ({}));
    close();
    return saved;
  }

  /** Has a run save its state and end. */
  async function save(state: object, path = file): Promise<void> {
    const { save, close } = await openCheckpoint(path, RUN, () => state);
    await save();
    close();
  }

  it('holds what was there when it was asked to save, also while another save is on its way', async () => {
    let done = 0;
    const checkpoint = await openCheckpoint(file, RUN, () => ({ done }));
    await Promise.all(
      Array.from({ length: 50 }, async (_, wanted) => {
        done = wanted;
        await checkpoint.save();
        expect(JSON.parse(readFileSync(file, 'utf8')).state.done).to.be.at.least(wanted);
      }),
    );
    expect(JSON.parse(readFileSync(file, 'utf8')).state).to.deep.equal({ done: 49 });
  });

  it('is refused to another run, with what differs', async () => {
    await save({});
    expect(await refusal({ ...RUN, table: 'Users' })).to.equal(
      `--checkpoint ${file} is that of another run:\n  table: found Orders, expected Users\n` +
        "Name another file, or repeat that run's options.",
    );
  });

  it('is refused wherever it is cut off', async () => {
    await save({ segments: [{ done: 12 }] });
    const whole = readFileSync(file, 'utf8');
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.slice(0, length));
      expect(await refusal()).to.include(`cut off, or no checkpoint (${length} characters)`);
    }
  });

  it('is refused where it is other JSON', async () => {
    for (const text of ['{}', '[]', 'null', '{"format":"another"}']) {
      writeFileSync(file, text);
      expect(await refusal()).to.include('found another kind of JSON');
    }
  });

  it('is as it was where a crash left half of the next one beside it, which goes', async () => {
    await save({ done: 1 });
    writeFileSync(join(folder, '.run.json.0123456789abcdef.tmp'), '{"format":"onstr');
    writeFileSync(`${file}.new`, 'what somebody else has there');
    expect(await saved()).to.deep.equal({ done: 1 });
    await save({ done: 2 });
    expect(await saved()).to.deep.equal({ done: 2 });
    expect(readdirSync(folder)).to.deep.equal(['run.json', 'run.json.new']);
  });

  it('says where it cannot be read or written', async () => {
    file = folder;
    expect(await refusal()).to.match(/cannot be read: EISDIR/);
    file = join(folder, 'none', 'run.json');
    expect(await refusal()).to.match(/cannot be written: ENOENT/);
    const late = await openCheckpoint(join(folder, 'late.json'), RUN, () => ({}));
    mkdirSync(join(folder, 'late.json'));
    const error = await late.save().catch((reason: unknown) => reason);
    expect(error)
      .to.be.instanceOf(ConfigurationError)
      .with.property('message')
      .that.matches(/cannot be written: EISDIR/);
    late.close();
    expect(readdirSync(folder)).to.deep.equal(['late.json']);
  });

  it('is no pipe, for which it would wait, and no device', async function () {
    if (process.platform === 'win32') this.skip();
    // The one of these kinds that needs no other program.
    const server = createServer().listen(file);
    await once(server, 'listening');
    try {
      expect(await refusal()).to.match(/cannot be read: found a pipe or a device, expected a file/);
    } finally {
      server.close();
    }
  });

  it('is one run’s at a time, and says whose', async () => {
    const first = await openCheckpoint(file, RUN, () => ({ done: 1 }));
    expect(await refusal()).to.match(
      new RegExp(
        `^--checkpoint ${file} is in use by another run \\(process ${process.pid} on .+, since .+Z\\)\\. Wait until that has ended, or name another file\\.$`,
      ),
    );
    await first.save();
    first.close();
    expect(await first.save().catch((error: Error) => error.message)).to.include('the run has ended');
    expect(await saved()).to.deep.equal({ done: 1 });
    expect(readdirSync(folder)).to.deep.equal(['run.json']);
  });

  it('is let go of where it is refused', async () => {
    writeFileSync(file, '{}');
    await refusal();
    rmSync(file);
    await save({ done: 1 });
  });

  describe('and links', () => {
    before(function () {
      if (process.platform === 'win32') this.skip();
    });

    it('is written where its link leads, also before there is a file, and the link stays', async () => {
      const link = join(folder, 'link.json');
      mkdirSync(join(folder, 'kept'));
      symlinkSync(join('kept', 'run.json'), link);
      await save({ done: 1 }, link);
      await save({ done: 2 }, link);
      expect(lstatSync(link).isSymbolicLink()).to.equal(true);
      expect(readdirSync(join(folder, 'kept'))).to.deep.equal(['run.json']);
      expect(await saved(join(folder, 'kept', 'run.json'))).to.deep.equal({ done: 2 });
    });

    it('is one run’s at a time under all its names', async () => {
      const link = join(folder, 'link.json');
      symlinkSync(file, link);
      const first = await openCheckpoint(link, RUN, () => ({}));
      expect(await refusal()).to.include('is in use by another run');
      first.close();
    });

    it('writes through no link that somebody has put beside it', async () => {
      const other = join(folder, 'other');
      writeFileSync(other, 'theirs');
      for (const name of ['run.json.new', 'run.json.tmp', '.run.json.tmp']) symlinkSync(other, join(folder, name));
      await save({ done: 1 });
      expect(readFileSync(other, 'utf8')).to.equal('theirs');
    });

    it('is readable by its owner alone, also where the one before was not', async () => {
      await save({ done: 1 });
      expect((statSync(file).mode & 0o777).toString(8)).to.equal('600');
      rmSync(file);
      writeFileSync(file, JSON.stringify({ format: 'onstream replay checkpoint, version 1', run: RUN, state: {} }), {
        mode: 0o644,
      });
      await save({ done: 2 });
      expect((statSync(file).mode & 0o777).toString(8)).to.equal('600');
    });

    it('refuses links that lead in a circle', async () => {
      symlinkSync(file, join(folder, 'circle'));
      symlinkSync(join(folder, 'circle'), file);
      expect(await refusal()).to.include('cannot be written: ELOOP');
    });
  });
});

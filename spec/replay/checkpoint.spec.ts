import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    folder = mkdtempSync(join(tmpdir(), 'onstream-checkpoint-'));
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
    expect((await openCheckpoint(file, RUN, () => ({}))).saved).to.deep.equal({ done: 2 });
  });

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
    await (await openCheckpoint(file, RUN, () => ({}))).save();
    expect(await refusal({ ...RUN, table: 'Users' })).to.equal(
      `--checkpoint ${file} is that of another run:\n  table: found Orders, expected Users\n` +
        "Name another file, or repeat that run's options.",
    );
  });

  it('is refused wherever it is cut off', async () => {
    await (await openCheckpoint(file, RUN, () => ({ segments: [{ done: 12 }] }))).save();
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

  it('is as it was where a crash left half of the next one beside it', async () => {
    await (await openCheckpoint(file, RUN, () => ({ done: 1 }))).save();
    writeFileSync(`${file}.new`, '{"format":"onstr');
    const taken = await openCheckpoint(file, RUN, () => ({ done: 2 }));
    expect(taken.saved).to.deep.equal({ done: 1 });
    await taken.save();
    expect((await openCheckpoint(file, RUN, () => ({}))).saved).to.deep.equal({ done: 2 });
  });

  it('says where it cannot be read or written', async () => {
    file = folder;
    expect(await refusal()).to.match(/cannot be read: EISDIR/);
    file = join(folder, 'none', 'run.json');
    expect(await refusal()).to.match(/cannot be written: ENOENT/);
    const late = await openCheckpoint(join(folder, 'late.json'), RUN, () => ({}));
    mkdirSync(join(folder, 'late.json.new'));
    const error = await late.save().catch((reason: unknown) => reason);
    expect(error)
      .to.be.instanceOf(ConfigurationError)
      .with.property('message')
      .that.matches(/cannot be written: EISDIR/);
  });
});

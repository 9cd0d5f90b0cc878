import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { acquireLock, LockedError, lockedBy } from '../../lib/files/file-lock.js';
import { thisProcess } from '../../lib/files/process-identity.js';

/** No system gives a process such a number. */
const NO_PROCESS = 2 ** 30;

describe('a file lock', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onstream-lock-'));
    path = join(folder, 'run.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Leaves the lock of another process there. */
  function leave(holder: object): void {
    const since = '2026-01-01T00:00:00.000Z';
    writeFileSync(path, JSON.stringify({ token: '0123456789abcdef', since, ...thisProcess(), ...holder }));
  }

  function refusal(act = () => acquireLock(path)): string {
    try {
      act();
    } catch (error) {
      if (error instanceof LockedError) return error.message;
      throw error;
    }
    throw new Error('Nothing was refused.');
  }

  it('is one holder’s at a time, also within a process, and says whose', () => {
    const lock = acquireLock(path);
    expect(refusal()).to.match(
      new RegExp(`^${path} is held by process ${process.pid} on .+, since \\d{4}-\\d\\d-\\d\\dT.*Z$`),
    );
    expect(lockedBy(path)).to.be.instanceOf(LockedError);
    lock.release();
    expect(lockedBy(path)).to.equal(undefined);
    acquireLock(path).release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is readable by its owner alone', function () {
    if (process.platform === 'win32') this.skip();
    const lock = acquireLock(path);
    const { mode } = statSync(path);
    lock.release();
    expect((mode & 0o777).toString(8)).to.equal('600');
  });

  it('is taken over from a process that has ended, and leaves nothing behind', () => {
    leave({ pid: NO_PROCESS });
    const lock = acquireLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).to.include({ pid: process.pid });
    lock.release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is taken over from an earlier process of the same number, and from before the machine started', function () {
    if (thisProcess().started === '') this.skip();
    for (const holder of [{ started: '1' }, { boot: 'an earlier one' }]) {
      leave(holder);
      acquireLock(path).release();
    }
  });

  it('stays that of a process of another machine or container, which cannot be seen from here', () => {
    for (const holder of [
      { host: 'another', pid: NO_PROCESS },
      { namespace: 'another', pid: NO_PROCESS },
    ]) {
      leave(holder);
      expect(refusal()).to.match(/, since 2026-01-01T00:00:00\.000Z; if that process has ended, delete .*run\.lock$/);
    }
  });

  it('is taken over from another machine after a time, where that is told', () => {
    leave({ host: 'another' });
    utimesSync(path, new Date(0), new Date(0));
    expect(refusal()).to.include('process');
    acquireLock(path, { abandonedAfterMs: 30_000 }).release();
  });

  it('is not taken over while its text is on the way, and is where a crash left none', () => {
    for (const text of ['', '{"token":', 'null', '{"token":"../../up","pid":1}']) {
      writeFileSync(path, text);
      expect(refusal()).to.match(/ is held by a process that it does not name; if there is none, delete /);
      utimesSync(path, new Date(0), new Date(0));
      acquireLock(path).release();
      expect(existsSync(path)).to.equal(false);
    }
  });

  it('is taken over where the process that was about to take it over has ended, too', () => {
    leave({ pid: NO_PROCESS });
    const right = `${path}.0123456789abcdef`;
    writeFileSync(right, readFileSync(path, 'utf8').replace('0123456789abcdef', 'fedcba9876543210'));
    acquireLock(path).release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is not taken over by one who finds that another has done so', () => {
    leave({ pid: NO_PROCESS });
    const right = acquireLock(`${path}.0123456789abcdef`);
    leave({ token: 'aaaaaaaaaaaaaaaa' });
    expect(refusal()).to.include(`process ${process.pid}`);
    right.release();
  });

  it('leaves the lock alone that another has taken since somebody deleted it', () => {
    const lock = acquireLock(path);
    rmSync(path);
    leave({ token: 'aaaaaaaaaaaaaaaa' });
    lock.release();
    expect(existsSync(path)).to.equal(true);
  });

  it('is no link, and no folder', function () {
    if (process.platform === 'win32') this.skip();
    symlinkSync(join(folder, 'other'), path);
    expect(() => acquireLock(path)).to.throw('found a link or a folder in place of the lock file: delete it');
    expect(existsSync(join(folder, 'other'))).to.equal(false);
    rmSync(path);
    mkdirSync(path);
    expect(() => acquireLock(path)).to.throw('found a link or a folder');
  });
});

import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { realNow, sleep } from '../timers/real-timers.js';
import { acquireLock, type FileLock, LockedError } from './file-lock.js';

/** It is held for one write, or for one rename. */
const ABANDONED_MS = 30_000;
const LONGEST_WAIT_MS = 60_000;
const PAUSE_MS = 5;

/** What a process may not write beside may still be appended to. */
const NO_LOCK_FILE = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * Waits for the lock under which a file is appended to, or replaced: whoever appends to a file just when another process
 * puts a shorter one in its place would write into the one that is gone. `undefined` where no lock can be: in a folder
 * that only others may write to, and for what is no regular file.
 *
 * @throws LockedError where another process keeps it for a minute
 */
export async function waitForAppendLock(file: string): Promise<FileLock | undefined> {
  if (!(statSync(file, { throwIfNoEntry: false })?.isFile() ?? true)) return undefined;
  const path = join(dirname(file), `.${basename(file)}.lock`);
  const end = realNow() + LONGEST_WAIT_MS;
  for (;;) {
    try {
      return acquireLock(path, { abandonedAfterMs: ABANDONED_MS });
    } catch (error) {
      if (error instanceof Error && 'code' in error && NO_LOCK_FILE.has(String(error.code))) return undefined;
      if (!(error instanceof LockedError) || realNow() > end) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

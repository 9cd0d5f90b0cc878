import { basename, dirname, join } from 'node:path';
import { ConfigurationError } from '../../errors.js';
import { acquireLock, type FileLock, holderText, LockedError, lockedBy } from '../../files/file-lock.js';

/** Begins with a dot, as all do that are no batches. */
const NAME = '.redrive.lock';

/** Locks a file of lines for one run. @throws ConfigurationError where another run has it, or it cannot be locked */
export function lockLines(file: string): FileLock {
  return lock(join(dirname(file), `.${basename(file)}${NAME}`), file);
}

/**
 * Locks a folder for one run.
 *
 * @throws ConfigurationError where another run has it, or a folder around it, or it cannot be locked
 */
export function lockFolder(folder: string): FileLock {
  const held = lock(join(folder, NAME), folder);
  try {
    for (const outer of foldersAround(folder)) refuse(join(outer, NAME), folder);
  } catch (error) {
    held.release();
    throw error;
  }
  return held;
}

/**
 * Refuses a folder that is locked already while another run has a folder inside of it. Each of two runs locks its folder
 * first, and looks for the other's lock then, so that at least one of them finds it.
 *
 * @param files the paths of what is in the folder, at any depth
 * @throws ConfigurationError
 */
export function refuseLockedInside(folder: string, files: readonly string[]): void {
  const own = join(folder, NAME);
  for (const file of files) if (basename(file) === NAME && file !== own) refuse(file, folder);
}

function refuse(path: string, what: string): void {
  const locked = lockedBy(path);
  if (locked !== undefined) throw inUse(what, locked);
}

function lock(path: string, what: string): FileLock {
  try {
    return acquireLock(path);
  } catch (error) {
    if (error instanceof LockedError) throw inUse(what, error);
    const reason = error instanceof Error ? error.message : error;
    throw new ConfigurationError(`${what} cannot be locked for this run: ${reason}`, { cause: error });
  }
}

function inUse(what: string, { path, holder }: LockedError): ConfigurationError {
  return new ConfigurationError(
    `${what} is being redriven by another run (${holderText(path, holder)}). Wait until that has ended: two at once would handle batches twice.`,
  );
}

function foldersAround(folder: string): string[] {
  const outer = dirname(folder);
  return outer === folder ? [] : [outer, ...foldersAround(outer)];
}

import { access, constants, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError, isObject } from '../errors.js';
import { acquireLock, type FileLock, holderText, LockedError } from '../files/file-lock.js';
import { followLinks } from '../files/follow-links.js';
import { removeLeftovers, replacePrivateFile } from '../files/private-file.js';

/** What a run was started with, by words that its user knows: a checkpoint is taken up by the same run only. */
export type RunIdentity = Readonly<Record<string, string>>;

/** A file that tells how far a run has come, also after a crash. */
export interface Checkpoint {
  /** What was saved last; `undefined` for a run that begins. */
  readonly saved: unknown;
  /**
   * Saves a state: when the promise resolves, a crash of this process or of the machine does not lose it. The state is
   * asked for when it is written, so that those who save at the same time share one write.
   */
  save(): Promise<void>;
  /** Lets another run have the file. Only when the run has ended: nothing is saved from then on. */
  close(): void;
}

const FORMAT = 'onstream replay checkpoint, version 1';

/**
 * Opens a checkpoint, or begins one where there is no such file yet; nothing is written to it before the first `save`. Until
 * it is closed no other run can open it: both would do what is left. It is readable by its owner alone, since it holds the
 * keys of items. Where its path is a link, the file that the link leads to is written.
 *
 * @throws ConfigurationError where another run has the file open, or it is that of another run, is cut off, is no
 * checkpoint, or cannot be written
 */
export async function openCheckpoint(file: string, run: RunIdentity, state: () => object): Promise<Checkpoint> {
  const target = targetOf(file);
  // Found out now, and not once somebody has agreed to what the run will do.
  await access(dirname(target), constants.W_OK).catch((error: unknown) => {
    throw unwritable(file, error);
  });
  const lock = lockFor(target, file);
  try {
    const saved = await readSaved(file, run);
    await removeLeftovers(target);
    return { saved, ...saver(file, target, run, state, lock) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function saver(
  file: string,
  target: string,
  run: RunIdentity,
  state: () => object,
  lock: FileLock,
): Pick<Checkpoint, 'save' | 'close'> {
  let writing: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  let isClosed = false;

  const write = async () => {
    queued = undefined;
    if (isClosed) throw unwritable(file, new Error('the run has ended'));
    await replacePrivateFile(target, JSON.stringify({ format: FORMAT, run, state: state() })).catch(
      (error: unknown) => {
        throw unwritable(file, error);
      },
    );
  };
  return {
    save() {
      if (queued) return queued;
      // A write that has begun may miss what is to be saved.
      const begun = writing === undefined ? write() : writing.catch(() => undefined).then(write);
      if (writing !== undefined) queued = begun;
      writing = begun;
      const clear = () => {
        if (writing === begun) writing = undefined;
      };
      begun.then(clear, clear);
      return begun;
    },
    close() {
      isClosed = true;
      lock.release();
    },
  };
}

function targetOf(file: string): string {
  try {
    return followLinks(file);
  } catch (error) {
    throw unwritable(file, error);
  }
}

function lockFor(target: string, file: string): FileLock {
  try {
    return acquireLock(`${target}.lock`);
  } catch (error) {
    if (!(error instanceof LockedError)) throw unwritable(file, error);
    throw new ConfigurationError(
      `--checkpoint ${file} is in use by another run (${holderText(error.path, error.holder)}). Wait until that has ended, or name another file.`,
    );
  }
}

async function readSaved(file: string, run: RunIdentity): Promise<unknown> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const { format, run: savedRun, state } = parse(text, file);
  if (format !== FORMAT || !isObject(savedRun) || !isObject(state))
    throw new ConfigurationError(`--checkpoint ${file}: found another kind of JSON, expected a checkpoint of a replay`);
  const names = new Set([...Object.keys(savedRun), ...Object.keys(run)]);
  const differing = [...names].filter((name) => !isDeepStrictEqual(savedRun[name], run[name]));
  if (differing.length > 0) {
    const lines = differing.map(
      (name) => `  ${name}: found ${savedRun[name] ?? 'none'}, expected ${run[name] ?? 'none'}`,
    );
    throw new ConfigurationError(
      `--checkpoint ${file} is that of another run:\n${lines.join('\n')}\nName another file, or repeat that run's options.`,
    );
  }
  return state;
}

function parse(text: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    throw new ConfigurationError(
      `--checkpoint ${file}: found a file that is cut off, or no checkpoint (${text.length} characters), expected a whole one. ` +
        'A crash does not leave such a file: bring back a whole copy of it, or name another file to begin anew.',
    );
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    // A pipe would be waited for, and a device be replaced by a file.
    const stats = await stat(file);
    if (!stats.isFile() && !stats.isDirectory()) throw new Error('found a pipe or a device, expected a file');
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new ConfigurationError(
      `--checkpoint ${file} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function unwritable(file: string, error: unknown): ConfigurationError {
  return new ConfigurationError(
    `--checkpoint ${file} cannot be written: ${error instanceof Error ? error.message : error}`,
  );
}

import { access, constants, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError, isObject } from '../errors.js';

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
}

const FORMAT = 'onstream replay checkpoint, version 1';

/**
 * Opens a checkpoint, or begins one where there is no such file yet; nothing is written before the first `save`.
 *
 * @throws ConfigurationError where the file is that of another run, is cut off, is no checkpoint, or cannot be written
 */
export async function openCheckpoint(file: string, run: RunIdentity, state: () => object): Promise<Checkpoint> {
  const saved = await readSaved(file, run);
  // Found out now, and not once somebody has agreed to what the run will do.
  await access(dirname(file), constants.W_OK).catch((error: unknown) => {
    throw unwritable(file, error);
  });
  let writing: Promise<void> | undefined;
  let queued: Promise<void> | undefined;

  const write = async () => {
    queued = undefined;
    await writeDurably(file, JSON.stringify({ format: FORMAT, run, state: state() }));
  };
  return {
    saved,
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
  };
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
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new ConfigurationError(
      `--checkpoint ${file} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** Either the old text or the new one is there, whatever happens meanwhile. */
async function writeDurably(file: string, text: string): Promise<void> {
  try {
    const temporary = `${file}.new`;
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): ConfigurationError {
  return new ConfigurationError(
    `--checkpoint ${file} cannot be written: ${error instanceof Error ? error.message : error}`,
  );
}

/** The name of a file is in its folder. Windows does not open folders. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

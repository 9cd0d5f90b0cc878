import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { ConfigurationError } from '../../errors.js';
import type { FileLock } from '../../files/file-lock.js';
import { followLinks } from '../../files/follow-links.js';
import { replacePrivateFile } from '../../files/private-file.js';
import {
  type FailureEntry,
  type FailureNote,
  type FailureSource,
  NOTE,
  noteText,
  UnreadableEntryError,
} from './failure-source.js';
import { LinesFile, TAKEN } from './lines.js';
import { lockFolder, lockLines, refuseLockedInside } from './run-lock.js';

const DONE = 'done';

export interface FolderOptions {
  /** Reads alone, and also while another run goes on. @default false */
  readonly isDryRun?: boolean | undefined;
}

/**
 * The files of a folder, as `toFolder` writes them, in the order of their names: that of time within a shard. A `.jsonl`
 * file in it, or given in place of a folder, has a batch on each line, as `toFile` writes them. What succeeded moves to
 * `done/` in that folder; beside what failed again is why, in a file whose name ends with `.error.json`. A folder, or a
 * file of lines, is locked for one run at a time.
 */
export function openFolder(path: string, { isDryRun = false }: FolderOptions = {}): FailureSource {
  const locks: FileLock[] = [];
  const opened: LinesFile[] = [];

  /** A file of lines, and what a crash of version 0.1.0 left of it. */
  function entriesOfLines(name: string, folder: string): FailureEntry[] {
    const file = followLinks(name);
    if (!isDryRun) locks.push(lockLines(file));
    return [file + TAKEN, file].flatMap((one) => {
      const shown = one === file ? name : name + TAKEN;
      const lines = openLines(one, doneOf(name, folder), shown, isDryRun);
      if (lines === undefined) return [];
      opened.push(lines);
      return lines.entries();
    });
  }

  async function list(): Promise<FailureEntry[]> {
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined && (await stat(path + TAKEN).catch(() => undefined)) === undefined)
      throw new ConfigurationError(
        `${path}: found nothing there, expected a folder with failed batches, a .jsonl file, or s3://bucket/prefix`,
      );
    if (!stats?.isDirectory()) return entriesOf(path, dirname(path));
    const root = followLinks(path);
    if (!isDryRun) locks.push(lockFolder(root));
    const files = await filesIn(path);
    if (!isDryRun)
      refuseLockedInside(
        root,
        files.map((file) => join(root, relative(path, file))),
      );
    return batchesOf(files, path).flatMap((file) => entriesOf(file, path));
  }

  function entriesOf(file: string, folder: string): FailureEntry[] {
    return file.endsWith('.jsonl') ? entriesOfLines(file, folder) : [entryOf(file, doneOf(file, folder))];
  }

  return {
    where: path,
    holdsEvents: true,
    settled: `moved to ${DONE}/`,
    list,
    async close() {
      try {
        for (const lines of opened) await lines.close();
      } finally {
        for (const lock of locks) lock.release();
      }
    },
  };
}

function openLines(file: string, done: string, name: string, isDryRun: boolean): LinesFile | undefined {
  try {
    return new LinesFile(file, done, name, isDryRun);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new ConfigurationError(`${name} cannot be opened: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function doneOf(file: string, folder: string): string {
  return join(folder, DONE, relative(folder, file));
}

function entryOf(file: string, done: string): FailureEntry {
  return {
    name: file,
    read: () =>
      readFile(file, 'utf8').catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new UnreadableEntryError(reason, { cause: error });
      }),
    async done() {
      await mkdir(dirname(done), { recursive: true, mode: 0o700 });
      await rename(file, done);
      await rm(file + NOTE, { force: true });
    },
    failed: (note: FailureNote) => replacePrivateFile(file + NOTE, noteText(note)),
  };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Files that are not yet whole begin with a dot, and so do locks. */
function batchesOf(files: readonly string[], folder: string): string[] {
  const wanted = files.filter((file) => {
    return (
      !relative(folder, file).startsWith(join(DONE, '/')) && !basename(file).startsWith('.') && !file.endsWith(NOTE)
    );
  });
  // What a crash left of a file of lines is read with the file itself, which may be no more.
  return [...new Set(wanted.map((file) => file.replace(/\.jsonl\.taken$/, '.jsonl')))].sort();
}

import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { ConfigurationError } from '../../errors.js';
import { type FailureEntry, type FailureNote, type FailureSource, NOTE, noteText } from './failure-source.js';
import { linesOf, TAKEN } from './lines.js';

const DONE = 'done';

/**
 * The files of a folder, as `toFolder` writes them, in the order of their names: that of time within a shard. A `.jsonl`
 * file in it, or given in place of a folder, has a batch on each line, as `toFile` writes them. What succeeded moves to
 * `done/` in that folder; beside what failed again is why, in a file whose name ends with `.error.json`.
 */
export function openFolder(path: string): FailureSource {
  return {
    where: path,
    settled: `moved to ${DONE}/`,
    async list() {
      const stats = await stat(path).catch(() => undefined);
      if (stats === undefined && (await stat(path + TAKEN).catch(() => undefined)) === undefined)
        throw new ConfigurationError(
          `${path}: found nothing there, expected a folder with failed batches, a .jsonl file, or s3://bucket/prefix`,
        );
      if (!stats?.isDirectory()) return entriesOf(path, dirname(path));
      const entries = [];
      for (const file of await filesIn(path)) entries.push(...(await entriesOf(file, path)));
      return entries;
    },
    close: async () => undefined,
  };
}

async function entriesOf(file: string, folder: string): Promise<FailureEntry[]> {
  const done = join(folder, DONE, relative(folder, file));
  return /\.jsonl$/.test(file) ? linesOf(file, done) : [entryOf(file, done)];
}

function entryOf(file: string, done: string): FailureEntry {
  return {
    name: file,
    read: () => readFile(file, 'utf8'),
    async done() {
      await mkdir(dirname(done), { recursive: true });
      await rename(file, done);
      await rm(file + NOTE, { force: true });
    },
    failed: (note: FailureNote) => writeFile(file + NOTE, noteText(note)),
  };
}

/** Files that are not yet whole begin with a dot. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const wanted = files.filter((file) => {
    const path = relative(folder, file);
    return !path.startsWith(join(DONE, '/')) && !basename(file).startsWith('.') && !file.endsWith(NOTE);
  });
  // A file that was being taken a line from is read with the file itself, which may be no more.
  return [...new Set(wanted.map((file) => file.replace(/\.taken$/, '')))].sort();
}

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Windows has no such flag, and creates no file through a link either. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/**
 * Puts a text in place of a file, for its owner alone to read: either the old text or the new one is there, whatever
 * happens meanwhile, also after a crash of the machine. What is written first has a name that nobody can know before.
 */
export async function replacePrivateFile(file: string, text: string): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(8).toString('hex')}.tmp`);
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o600);
  try {
    await writeAndClose(handle, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

/** Removes what crashes left behind in `replacePrivateFile`. Only for one who knows that nobody writes the file now. */
export async function removeLeftovers(file: string): Promise<void> {
  const start = `.${basename(file)}.`;
  for (const name of await readdir(dirname(file))) {
    if (!name.startsWith(start) || !/^[\da-f]{16}\.tmp$/.test(name.slice(start.length))) continue;
    await rm(join(dirname(file), name), { force: true });
  }
}

async function writeAndClose(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The name of a file is in its folder. Windows does not open folders. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

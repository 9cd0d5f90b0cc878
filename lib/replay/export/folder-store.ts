import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { ConfigurationError } from '../../errors.js';
import type { ExportStore } from './store.js';

/** An export that was copied to this machine. @throws ConfigurationError where there is no such folder */
export async function folderStore(path: string): Promise<ExportStore> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isDirectory()) {
    throw new ConfigurationError(
      `${path}: found ${stats ? 'a file' : 'nothing'}, expected the folder of a DynamoDB export, or s3://bucket/prefix`,
    );
  }
  const absolute = resolve(path);
  const nameOf = (file: string) => file.replaceAll(sep, '/');
  return {
    root: nameOf(absolute.endsWith(sep) ? absolute : absolute + sep),
    async list(folder) {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => !entry.isDirectory());
      return new Set(files.map((file) => nameOf(join(file.parentPath, file.name))));
    },
    fetch: async (name) => ({ path: name, done: async () => undefined }),
    locate: (name) => join(path, relative(absolute, name)),
    close: () => undefined,
  };
}

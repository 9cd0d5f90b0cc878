import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ConfigurationError } from '../../errors.js';
import type { ExportStore } from './store.js';

/** An export that was copied to this machine. @throws ConfigurationError where there is no such folder */
export async function folderStore(root: string): Promise<ExportStore> {
  const stats = await stat(root).catch(() => undefined);
  if (!stats?.isDirectory()) {
    throw new ConfigurationError(
      `${root}: found ${stats ? 'a file' : 'nothing'}, expected the folder of a DynamoDB export, or s3://bucket/prefix`,
    );
  }
  const locate = (name: string) => join(root, name);
  return {
    async list(folder) {
      const entries = await readdir(locate(folder), { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => !entry.isDirectory());
      return new Set(files.map((file) => relative(root, join(file.parentPath, file.name)).replaceAll(sep, '/')));
    },
    fetch: async (name) => ({ path: locate(name), done: async () => undefined }),
    locate,
    close: () => undefined,
  };
}

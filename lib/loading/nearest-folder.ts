import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this name in `start`, or else in the nearest of the folders that it is in. */
export function nearestFolder(start: string, name: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, name);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

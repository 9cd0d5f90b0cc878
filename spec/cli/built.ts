import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(__dirname, '../..');

/** The program as it is published. */
export const PROGRAM = join(PROJECT, 'dist/esm/cli/main.js');

/** A folder whose files see the project's packages, and which nobody publishes or commits. */
export const DIST = join(PROJECT, 'dist');

/** Builds the program where it was not built since its sources were saved last. */
export function ensureBuilt(): void {
  const builtAt = statSync(join(DIST, 'tsconfig.build.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isStale = readdirSync(join(PROJECT, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .some((file) => statSync(join(PROJECT, 'lib', file)).mtimeMs > builtAt);
  const isMissing = statSync(PROGRAM, { throwIfNoEntry: false }) === undefined;
  if (isStale || isMissing) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: PROJECT });
}

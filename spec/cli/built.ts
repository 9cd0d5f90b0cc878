import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const PROJECT = join(__dirname, '../..');

/** The program as it is published. */
export const PROGRAM = join(PROJECT, 'dist/esm/cli/main.js');

/** A folder whose files see the project's packages, and which nobody publishes or commits. */
export const DIST = join(PROJECT, 'dist');

/** Builds the program where its sources are not those that it was built from. */
export function ensureBuilt(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: PROJECT });
}

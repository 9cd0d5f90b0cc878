import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const PROJECT = join(__dirname, '../..');

/** The program as it is published. */
export const PROGRAM = join(PROJECT, 'dist/esm/cli/main.js');

/** A folder whose files see the project's packages, and which nobody publishes or commits. */
export const DIST = join(PROJECT, 'dist');

let isBuilt = false;

/** Builds the program where its sources are not those that it was built from, once in each process of specs. */
export function ensureBuilt(): void {
  if (isBuilt) return;
  isBuilt = true;
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: PROJECT });
}

// Runs the compiler for several projects: node scripts/tsc.mjs tsconfig.json samples
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(new URL('compiler/package.json', import.meta.url));
const TSC = join(resolve('typescript/package.json'), '../bin/tsc');

/** Compiles all of them, and ends the program where one has errors. */
export function compile(projects) {
  const { status } = spawnSync(execPath, [TSC, '-b', ...projects], { stdio: 'inherit' });
  if (status !== 0) exit(1);
}

if (argv[1] === fileURLToPath(import.meta.url)) compile(argv.slice(2));

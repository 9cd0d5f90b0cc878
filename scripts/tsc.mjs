// Runs TypeScript's compiler for several projects side by side, since each takes many seconds of one core:
// node scripts/tsc.mjs tsconfig.json samples
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Compiles all of them, and ends the program where one has errors. */
export async function compile(projects) {
  const codes = await Promise.all(
    projects.map(async (project) => {
      const [code] = await once(spawn(execPath, [compiler, '-b', project], { stdio: 'inherit' }), 'close');
      return code;
    }),
  );
  if (codes.some((code) => code !== 0)) exit(1);
}

if (argv[1] === fileURLToPath(import.meta.url)) await compile(argv.slice(2));

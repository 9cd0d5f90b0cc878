// Builds what is published from lib: dist/esm and dist/cjs, each with its own types, since the same text means other
// modules there, and dist/bundle for bundlers. The former by tsc, which compiles only what has changed, and whose CommonJS
// exports are plain properties: behind getters, as esbuild writes them, every call from one file to another costs a call
// more.
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { compile } from './tsc.mjs';
import { write } from './write.mjs';

process.chdir(join(import.meta.dirname, '..'));

await compile(['tsconfig.build.json', 'tsconfig.build-cjs.json']);

removeOrphans('dist/esm');
removeOrphans('dist/cjs');

// Bundlers ask the nearest package.json both what the files are and whether those that nobody imports from matter.
write('dist/esm/package.json', `${JSON.stringify({ type: 'module', sideEffects: false })}\n`);

// npm does this for what it installs, but here it installs before this is built.
chmodSync('dist/esm/cli/main.js', 0o755);

await bundle();

/** What was built from a file that is no more would still be published. */
function removeOrphans(folder) {
  for (const file of filesIn(folder).filter((name) => name !== 'package.json')) {
    const source = join('lib', file.replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts'));
    if (!existsSync(source)) rmSync(join(folder, file));
  }
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

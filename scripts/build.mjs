// Builds what is published from lib: dist/esm and dist/cjs, each with its own types, since the same text means other
// modules there, and dist/bundle for bundlers. The former by tsc, which compiles only what has changed, and whose CommonJS
// exports are plain properties: behind getters, as esbuild writes them, every call from one file to another costs a call
// more.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exit } from 'node:process';
import { write } from './write.mjs';

process.chdir(join(import.meta.dirname, '..'));

const BUILT_FROM = 'dist/built-from.json';

const inputs = describeInputs();
if (existsSync(BUILT_FROM) && readFileSync(BUILT_FROM, 'utf8') === inputs) exit();

const { compile } = await import('./tsc.mjs');
compile(['tsconfig.build.json', 'tsconfig.build-cjs.json']);

removeOrphans('dist/esm');
removeOrphans('dist/cjs');

// Bundlers ask the nearest package.json both what the files are and whether those that nobody imports from matter.
write('dist/esm/package.json', `${JSON.stringify({ type: 'module', sideEffects: false })}\n`);

// npm does this for what it installs, but here it installs before this is built.
chmodSync('dist/esm/cli/main.js', 0o755);

const { bundle } = await import('./bundle.mjs');
await bundle();

write(BUILT_FROM, inputs);

/** Gives the name, time and length of every file that has a say in what is built. */
function describeInputs() {
  const settings = readdirSync('.').filter((file) => /^(package|package-lock|tsconfig.*)\.json$/.test(file));
  const scripts = readdirSync('scripts').map((name) => join('scripts', name));
  const sources = filesIn('lib').map((file) => join('lib', file));
  const described = [...settings, ...scripts, ...sources].map((file) => {
    const { mtimeMs, size } = statSync(file);
    return [file, mtimeMs, size];
  });
  return JSON.stringify(described);
}

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

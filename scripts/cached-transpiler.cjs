// What ts-node compiles with here: TypeScript itself, whose output is kept on disk, so that a run compiles only what has
// changed since then, or since `npm run types`, which compiles all files in a second. esbuild and SWC are faster the first
// time only, and neither gives decorated classes the names that tsc does.
const { createHash, randomBytes } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');
const typescript = require('typescript');

const PROJECT = join(__dirname, '..');

/** A change of one of these may change what is compiled from the same text. */
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.experimental.json'];

const COMPILED = join(PROJECT, 'dist/compiled');
const CACHE = join(PROJECT, 'node_modules/.cache/ts-node');

exports.create = ({ service }) => {
  const compilerOptions = service.config.options;
  // Of each dialect, since a change of dialect would otherwise write all of them anew.
  const dialect = compilerOptions.experimentalDecorators === true ? 'experimental' : 'standard';
  const folder = join(CACHE, dialect);
  mkdirSync(folder, { recursive: true });
  const compiledAfter = Math.max(...SETTINGS.map((file) => statSync(join(PROJECT, file)).mtimeMs));
  const settings = `${typescript.version}\n${JSON.stringify(compilerOptions)}`;

  /** Reads what `npm run types` compiled, if the file has not changed since. */
  function readCompiled(input, fileName) {
    const output = join(COMPILED, dialect, relative(PROJECT, fileName).replace(/\.ts$/, '.js'));
    try {
      if (statSync(output).mtimeMs < compiledAfter) return undefined;
      const sourceMapText = readFileSync(`${output}.map`, 'utf8');
      const [source] = JSON.parse(sourceMapText).sourcesContent;
      return source === input ? { outputText: readFileSync(output, 'utf8'), sourceMapText } : undefined;
    } catch (error) {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  function compile(input, fileName) {
    const { outputText, sourceMapText } = typescript.transpileModule(input, { fileName, compilerOptions });
    return { outputText, sourceMapText };
  }

  return {
    transpile(input, { fileName }) {
      // One entry for each source file, so that the folder does not grow with every change.
      const entry = join(folder, `${relative(PROJECT, fileName).replaceAll(/[^\w.-]/g, '+')}.json`);
      const key = createHash('sha256').update(`${settings}\n${fileName}\n${input}`).digest('hex');
      const kept = read(entry);
      if (kept?.key === key) return kept;
      const compiled = readCompiled(input, fileName);
      if (compiled) return compiled;
      const output = compile(input, fileName);
      write(entry, JSON.stringify({ key, ...output }));
      return output;
    },
  };
};

/** An entry that is missing or broken is made anew. */
function read(entry) {
  try {
    return JSON.parse(readFileSync(entry, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whole or not at all, since processes that run side by side read it. */
function write(entry, text) {
  const unfinished = `${entry}.${randomBytes(6).toString('hex')}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, entry);
}

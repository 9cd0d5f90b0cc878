// Makes one file of the core, to which the condition `module` leads bundlers. Of many files they make a larger bundle that
// loads more slowly, above all where the handler is CommonJS: there they wrap each file in a function. A CommonJS file for
// those would be 0.1 KB smaller still, but take 1 ms longer to load, all of it being inside of a function that V8 parses
// twice (of an ES module, bundlers leave the functions outside), and be a second copy where a program has both.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';

const FOLDER = 'dist/bundle';
/** Not in it, so that onstream/testing and onstream/local throw the same classes, and an error can be had alone. */
const ERRORS = /'\.\/errors\.js'/;
const LICENSE = 'LICENSE-reflect-metadata.txt';

export async function bundle() {
  // What index.js exports, by the file that has it.
  const statements = readFileSync('dist/esm/index.js', 'utf8').match(/^export .*$/gm);
  const core = statements.filter((statement) => !ERRORS.test(statement));
  const errors = statements.filter((statement) => ERRORS.test(statement));
  const { code, map } = await minified(await joined(core));
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'core.mjs'), code);
  writeFileSync(join(FOLDER, 'core.mjs.map'), withForeignSources(JSON.parse(map)));
  const index = [
    "export * from './core.mjs';",
    ...errors.map((statement) => statement.replace(ERRORS, "'../esm/errors.js'")),
  ];
  writeFileSync(join(FOLDER, 'index.mjs'), `${index.join('\n')}\n`);
  // In the code, it would be half a kilobyte of every bundle; but whoever gets the code has to get the licence.
  const reflect = createRequire(import.meta.url).resolve('reflect-metadata/lite');
  copyFileSync(join(dirname(reflect), 'LICENSE'), join(FOLDER, LICENSE));
}

async function joined(statements) {
  const { outputFiles } = await build({
    stdin: { contents: statements.join('\n'), resolveDir: 'dist/esm' },
    outfile: join(FOLDER, 'core.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    external: [
      // `marshall` knows its own package's `NumberValue` only.
      '@aws-sdk/util-dynamodb',
      './dist/esm/errors.js',
    ],
    plugins: [reflectMetadata, withoutSources],
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    write: false,
  });
  const text = (extension) => outputFiles.find(({ path }) => path.endsWith(extension)).text;
  return { code: text('.mjs'), map: text('.map') };
}

/**
 * Taken in as the script that it is: as CommonJS, it would come with a wrapper. Where another copy is loaded as well,
 * before or after, they find each other's metadata by a symbol that all of them know.
 */
const reflectMetadata = {
  name: 'reflect-metadata',
  setup({ onLoad }) {
    onLoad({ filter: /ReflectLite\.js$/ }, ({ path }) => ({ contents: `${readFileSync(path, 'utf8')}\nexport {};` }));
  },
};

/** Only those who deploy ask for them: a function that runs would carry what derives the filters along for nothing. */
const withoutSources = {
  name: 'without-sources',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]event-source[\\/]sources\.js$/ }, () => ({
      contents: 'export const sourcesOf = () => undefined;',
    }));
  },
};

/**
 * Property names stay as they are: few are neither public nor AWS's, JavaScript's or shared between copies, and mangling
 * those saves 60 bytes of a zipped bundle. What assumes more than the language says is off as well: another 20 bytes.
 */
function minified({ code, map }) {
  return minify(code, {
    module: true,
    ecma: 2020,
    // A function put into its caller is parsed before it is needed, and zips less well once a bundler has renamed it.
    compress: { passes: 2, inline: 1, reduce_funcs: false },
    // For bundles with --keep-names.
    keep_classnames: /Error$/,
    format: {
      comments: false,
      preserve_annotations: true,
      preamble: `// Contains reflect-metadata: see ${LICENSE}`,
    },
    sourceMap: { content: map, filename: 'core.mjs', url: 'core.mjs.map' },
  });
}

/** Sources of lib lie beside the map; where others lie in a user's project, nobody knows, so the map brings them along. */
function withForeignSources({ sources, ...map }) {
  const isOurs = (source) => source.startsWith('../../lib/');
  const sourcesContent = sources.map((source) =>
    isOurs(source) ? null : readFileSync(resolve(FOLDER, source), 'utf8'),
  );
  const names = sources.map((source) => (isOurs(source) ? source : source.replace(/^.*node_modules\//, '')));
  return JSON.stringify({ ...map, sources: names, sourcesContent });
}

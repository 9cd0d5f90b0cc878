// Makes one file of the core, to which the condition `module` leads bundlers. Of many files they make a larger bundle that
// loads more slowly, above all where the handler is CommonJS: there they wrap each file in a function. A CommonJS file for
// those would be 0.1 KB smaller still, but take 1 ms longer to load, all of it being inside of a function that V8 parses
// twice (of an ES module, bundlers leave the functions outside), and be a second copy where a program has both.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';
import { write } from './write.mjs';

const FOLDER = 'dist/bundle';
/** Not in it, so that onstream/testing and onstream/local throw the same classes, and an error can be had alone. */
const ERRORS = /'\.\/errors\.js'/;

export async function bundle() {
  // What index.js exports, by the file that has it.
  const statements = readFileSync('dist/esm/index.js', 'utf8').match(/^export .*$/gm);
  const core = statements.filter((statement) => !ERRORS.test(statement));
  const errors = statements.filter((statement) => ERRORS.test(statement));
  const { code, map } = await minified(await joined(core));
  const files = {
    'core.mjs': code,
    'core.mjs.map': map,
    'index.mjs': [
      "export * from './core.mjs';",
      ...errors.map((statement) => statement.replace(ERRORS, "'../esm/errors.js'")),
    ].join('\n'),
    'all.mjs': allOf(namesIn(core), namesIn(errors)),
    'index.cjs': "module.exports = require('./all.mjs').all;",
  };
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(files)) write(join(FOLDER, name), `${text}\n`);
  // What was built once, and is no more, would still be published.
  for (const name of readdirSync(FOLDER)) if (!(name in files)) rmSync(join(FOLDER, name));
}

/**
 * For what requires it: as CommonJS sees a module's exports, each would be a getter that is made twice while it loads,
 * which takes longer than making one object of all of them.
 */
function allOf(core, errors) {
  return [
    `import { ${core.join(', ')} } from './core.mjs';`,
    `import { ${errors.join(', ')} } from '../esm/errors.js';`,
    `export const all = { ${[...core, ...errors].join(', ')} };`,
  ].join('\n');
}

/** What statements such as `export { a, b } from './c.js';` export. */
function namesIn(statements) {
  return statements.flatMap((statement) =>
    statement
      .slice(8, statement.indexOf('}'))
      .split(',')
      .map((name) => name.trim()),
  );
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
    plugins: [forLambda],
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    write: false,
  });
  const text = (extension) => outputFiles.find(({ path }) => path.endsWith(extension)).text;
  return { code: text('.mjs'), map: text('.map') };
}

/** What a function that runs has no use for, or something smaller for: the others are loaded from dist/esm and dist/cjs. */
const forLambda = {
  name: 'for-lambda',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\/metadata-store\.js$/ }, ({ resolveDir }) => ({
      path: resolve(resolveDir, 'bundled-metadata-store.js'),
    }));
    // Only those who deploy ask for them, and would find in their tests that an option is wrong.
    const without = { sources: 'sourcesOf', options: 'checkOptions', warnings: 'warnOfMistakes' };
    for (const [file, name] of Object.entries(without))
      onLoad({ filter: new RegExp(`[\\\\/](esm|event-source)[\\\\/]${file}\\.js$`) }, () => ({
        contents: `export function ${name}() {}`,
      }));
  },
};

/** Few properties are neither public nor AWS's, JavaScript's or shared between copies of onstream. */
const PRIVATE = /^(declarations|identifierOf|passed|reader|readNumber|routesOf|seen|tableFilter|tests|wire)$/;

function minified({ code, map }) {
  return minify(code, {
    module: true,
    ecma: 2020,
    // Each was tried for what it does to the zipped bundle of a handler. A function put into all its callers would be
    // parsed before it is needed, and nothing here is called with `new` or asked for a prototype unless it is a class.
    compress: {
      passes: 2,
      inline: 2,
      reduce_funcs: false,
      conditionals: false,
      booleans: false,
      unsafe_arrows: true,
      unsafe_methods: true,
    },
    // For bundles with --keep-names.
    keep_classnames: /Error$/,
    format: { comments: false, preserve_annotations: true },
    mangle: { properties: { regex: PRIVATE } },
    sourceMap: { content: map, filename: 'core.mjs', url: 'core.mjs.map' },
  });
}

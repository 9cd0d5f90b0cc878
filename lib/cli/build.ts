import { buildFunction } from '../deploy/build/build-function.js';
import { describeBuild } from '../deploy/build/describe-build.js';
import { checkInstalled } from '../loading/optional-package.js';
import type { Command } from './command.js';
import { setHandlersConsole } from './handlers-console.js';
import { parseOptions } from './parse-options.js';
import { printJson, printLines } from './standard-output.js';
import { onlyFile, UsageError } from './usage-error.js';

const OPTIONS = { out: { type: 'string' }, 'bundle-sdk': { type: 'boolean' }, json: { type: 'boolean' } } as const;

export const buildCommand: Command = {
  summary: 'make the file and the zip that Lambda runs',
  help: `Usage: onstream build <file> --out <folder> [options]

Bundles the handler that <file> (TypeScript or JavaScript) exports, or all its decorated classes where it exports no
handler, into one minified ES module with a source map. The function's handler is index.handler. Writes to the folder:

  index.mjs, index.mjs.map   the bundle
  manifest.json              what the decorators say: tables, filters, the event source mapping
  function.zip               the bundle, to be uploaded: the same sources make the same bytes

  --out <folder>       where to write
  --bundle-sdk         bundle the AWS SDK too, in place of the version that the Lambda runtime has
  --json               print what was made as JSON

Needs: npm install --save-dev esbuild fflate
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'build');
    const entry = onlyFile(positionals, 'build', buildCommand.help);
    const { out: outDir, 'bundle-sdk': bundleSdk = false } = values;
    if (!outDir)
      throw new UsageError(`onstream build: found no --out, expected --out <folder>\n\n${buildCommand.help}`);
    checkInstalled('onstream build', ['esbuild', 'fflate']);
    // What the module writes while it is loaded is not what was asked for.
    setHandlersConsole(true);
    const built = await buildFunction({ entry, outDir, bundleSdk });
    if (values.json) printJson(built);
    else printLines(...describeBuild(built, entry));
    return 0;
  },
};

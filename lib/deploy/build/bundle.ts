import { dirname, join, resolve } from 'node:path';
import type { BuildFailure, BuildOptions, BuildResult, OutputFile } from 'esbuild';
import { ConfigurationError } from '../../errors.js';
import { loadEsbuild } from '../../loading/esbuild.js';
import { describeMessage } from '../../loading/esbuild-message.js';
import { nearestFolder } from '../../loading/nearest-folder.js';
import { awsSdk, sharesUtilDynamodb, type TakenIn } from './aws-sdk.js';
import { type Content, contentsOf } from './contents.js';
import { ENTRYPOINT } from './entrypoint.js';
import { portableMap } from './portable-map.js';

/** What Lambda runs, in memory. */
export interface Bundle {
  readonly code: Uint8Array;
  readonly map: Uint8Array;
  readonly contents: readonly Content[];
  /** The files that it is made of. */
  readonly inputs: readonly string[];
  /** Packages that it imports, and the runtime has. */
  readonly leftToRuntime: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Bundles what a module beside `entry` exports.
 *
 * @throws ConfigurationError where something that it imports cannot be found or read
 */
export async function bundle(entry: string, contents: string, bundleSdk: boolean): Promise<Bundle> {
  const root = projectFolder(entry);
  const esbuild = await loadEsbuild();
  const taking = async (takenIn: TakenIn) =>
    bundleOf(await esbuild.build(buildOptions(entry, contents, takenIn, root)), root);
  try {
    const bundled = await taking(bundleSdk ? 'all' : 'util-dynamodb');
    return sharesUtilDynamodb(bundled.leftToRuntime) ? await taking('none') : bundled;
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new ConfigurationError(error.errors.map(describeMessage).join('\n'));
  }
}

function buildOptions(entry: string, contents: string, takenIn: TakenIn, root: string) {
  return {
    stdin: { contents, resolveDir: dirname(entry), sourcefile: ENTRYPOINT, loader: 'js' },
    // Not where it is written to: its place in the project must not make a difference.
    absWorkingDir: root,
    outfile: join(root, 'index.mjs'),
    allowOverwrite: true,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    // Handlers' ids are made of the names of classes.
    keepNames: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [awsSdk(takenIn)],
    // CommonJS packages use them.
    banner: {
      js:
        "import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url)," +
        '__filename=import.meta.filename,__dirname=import.meta.dirname;',
    },
  } satisfies BuildOptions;
}

function bundleOf(result: BuildResult<ReturnType<typeof buildOptions>>, root: string): Bundle {
  const code = fileOf(result.outputFiles, '.mjs');
  const output = result.metafile.outputs['index.mjs'];
  const external = output?.imports.filter((one) => one.external && one.path.startsWith('@aws-sdk/')) ?? [];
  return {
    code: code.contents,
    map: portableMap(fileOf(result.outputFiles, '.map').text),
    contents: contentsOf(output, root),
    inputs: Object.keys(result.metafile.inputs).map((path) => resolve(root, path)),
    leftToRuntime: [...new Set(external.map(({ path }) => path))].sort(),
    warnings: result.warnings.map(describeMessage),
  };
}

function fileOf(files: readonly OutputFile[], extension: string): OutputFile {
  const file = files.find(({ path }) => path.endsWith(extension));
  if (file === undefined) throw new Error(`esbuild made no file *${extension}`);
  return file;
}

/** What paths are told from, so that they are the same on every machine: the folder of the nearest package.json. */
function projectFolder(entry: string): string {
  const description = nearestFolder(dirname(entry), 'package.json');
  return dirname(description ?? entry);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

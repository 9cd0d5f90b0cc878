import { mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ConfigurationError } from '../../errors.js';
import { loadEsbuild } from '../../loading/esbuild.js';
import { loadFflate } from '../../loading/fflate.js';
import { loadManifest } from '../../loading/load-manifest.js';
import { loadTogether } from '../../loading/optional-package.js';
import type { Manifest } from '../../manifest.js';
import { bundle } from './bundle.js';
import type { Content } from './contents.js';
import { entrypoint } from './entrypoint.js';
import { warningsOf } from './warnings.js';
import { zip } from './zip.js';

export interface BuildFunctionOptions {
  /** The TypeScript or JavaScript module that exports the handler, or decorated classes. */
  readonly entry: string;
  /** The folder to write to; made where it is missing. */
  readonly outDir: string;
  /** Takes in the AWS SDK too, in place of the one that the Lambda runtime has. @default false */
  readonly bundleSdk?: boolean;
}

/** A function that is ready to be deployed. Paths are absolute. */
export interface BuiltFunction {
  /** The function's handler, as Lambda is told it. */
  readonly handler: 'index.handler';
  /** The bundle, an ES module. */
  readonly file: string;
  /** The bundle's source map. */
  readonly map: string;
  /** The manifest as JSON. */
  readonly manifestFile: string;
  /** The bundle and its map, to be uploaded. The same sources make the same bytes. */
  readonly zip: string;
  readonly manifest: Manifest;
  /** Of the bundle. */
  readonly bytes: number;
  /** Of the bundle, compressed. */
  readonly gzipBytes: number;
  /** Of the zip file. */
  readonly zipBytes: number;
  /** What the bundle is made of, the largest first; adds up to `bytes`. */
  readonly contents: readonly Content[];
  /** The packages of the AWS SDK that the bundle leaves to the Lambda runtime. */
  readonly leftToRuntime: readonly string[];
  /** The exported classes that the bundle bootstraps, where the module does not. */
  readonly bootstraps?: readonly string[];
  /** Sentences about what may not be meant. */
  readonly warnings: readonly string[];
}

/**
 * Makes one minified file of a handler's module and of what it imports, and the zip file that Lambda takes.
 *
 * @throws ConfigurationError where the module cannot be loaded, exports nothing to handle records, or cannot be bundled
 * @example
 * ```ts
 * const { zip, handler } = await buildFunction({ entry: 'src/orders.ts', outDir: 'build/orders' });
 * ```
 */
export async function buildFunction({
  entry,
  outDir,
  bundleSdk = false,
}: BuildFunctionOptions): Promise<BuiltFunction> {
  await loadTogether([loadEsbuild(), loadFflate()]);
  const loaded = await loadManifest(entry);
  // Links lead elsewhere on other machines.
  const source = await realpath(entry);
  const { code, map, ...bundled } = await bundle(source, entrypoint(source, loaded), bundleSdk);
  const archive = await zip({ 'index.mjs': code, 'index.mjs.map': map });

  const folder = resolve(outDir);
  const inFolder = (name: string) => join(folder, name);
  const handler = 'index.handler';
  const { manifest } = loaded;
  const built = {
    handler,
    file: inFolder('index.mjs'),
    map: inFolder('index.mjs.map'),
    manifestFile: inFolder('manifest.json'),
    zip: inFolder('function.zip'),
  } as const;
  await makeFolder(folder, outDir);
  if (bundled.inputs.includes(join(await realpath(folder), 'index.mjs')))
    throw new ConfigurationError(`${outDir}: found the source index.mjs, expected another folder to write to`);
  await writeFile(built.file, code);
  await writeFile(built.map, map);
  await writeFile(built.manifestFile, `${JSON.stringify({ handler, ...manifest }, null, 2)}\n`);
  await writeFile(built.zip, archive);

  return {
    ...built,
    manifest,
    bytes: code.length,
    gzipBytes: gzipSync(code, { level: 9 }).length,
    zipBytes: archive.length,
    contents: bundled.contents,
    leftToRuntime: bundled.leftToRuntime,
    ...(loaded.madeOf && { bootstraps: loaded.madeOf }),
    warnings: [...bundled.warnings, ...warningsOf(loaded)],
  };
}

async function makeFolder(folder: string, outDir: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const isFile = (await stat(folder).catch(() => undefined))?.isFile();
    const found = isFile ? 'found a file' : `found ${error instanceof Error ? error.message : error}`;
    throw new ConfigurationError(`${outDir}: ${found}, expected a folder to write to`);
  }
}

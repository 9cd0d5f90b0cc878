import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { BuildFunctionOptions, BuiltFunction } from '../deploy/build/build-function.js';
import { ConfigurationError } from '../errors.js';

export interface BuildEntryOptions extends BuildFunctionOptions {
  /** The function's environment variables: the module may take the names of its tables from there. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs `onstream build`: a construct has to be complete when its constructor ends, and modules load asynchronously.
 *
 * @throws ConfigurationError with what the build says
 */
export function buildEntry({ entry, outDir, bundleSdk, environment }: BuildEntryOptions): BuiltFunction {
  const args = ['build', entry, '--out', outDir, '--json', ...(bundleSdk ? ['--bundle-sdk'] : [])];
  // Node.js's options are for the function's process, and may name files that are only there.
  const { NODE_OPTIONS: _options, ...variables } = environment;
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [programFor(entry), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...variables },
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (error) throw error;
  if (status !== 0) throw new ConfigurationError(stderr.trim() || stdout.trim());
  // What the module writes while it is loaded, which may stand before what was made, too.
  process.stderr.write(stderr);
  const built: BuiltFunction = JSON.parse(stdout.slice(stdout.trimEnd().lastIndexOf('\n') + 1));
  return built;
}

/** The program of the package that the handlers import: what this one knows of itself says nothing in a bundle. */
function programFor(entry: string): string {
  const folders = [dirname(resolve(entry)), process.cwd()];
  for (const folder of folders) {
    try {
      const manifest = createRequire(join(folder, 'index.js')).resolve('onstream/package.json');
      return join(dirname(manifest), 'dist', 'esm', 'cli', 'main.js');
    } catch {
      // Not installed for this folder.
    }
  }
  throw new ConfigurationError(
    `${entry}: found no onstream in ${folders.join(' and ')}, expected it there. Run: npm install onstream`,
  );
}

import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildContext, BuildOptions, BuildResult, Plugin } from 'esbuild';
import type { DispatchingHandler } from '../bootstrap-observer.js';
import { ConfigurationError } from '../errors.js';
import { bundledPackages, needsBundler } from './bundled-packages.js';
import { loadEsbuild } from './esbuild.js';
import { describeMessage } from './esbuild-message.js';
import { ExitError, guardedExit } from './guarded-exit.js';
import { handlerOf, type LoadedHandler, type Loading } from './handler-module.js';
import { importModule } from './import-module.js';
import { nearestFolder } from './nearest-folder.js';
import { observeLoading } from './observe-bootstraps.js';
import { ownFrames } from './own-frames.js';
import { checkSourceFile } from './source-file.js';

/**
 * Installed packages are loaded as they are: they may hold native code, or state that is to be shared. Where Node.js
 * cannot load them, they are bundled, as they are for Lambda.
 */
type Packages = 'external' | 'bundled';

export interface WatchedHandler {
  /** Ends watching. */
  close(): Promise<void>;
}

/** Builds and loads a handler once. @throws ConfigurationError where there is no file, or no handler in it */
export async function loadHandler(file: string): Promise<LoadedHandler> {
  let result: Loading | undefined;
  const watched = await watchHandler(file, (loading) => {
    result ??= loading;
  });
  await watched.close();
  if (result && 'loaded' in result) return result.loaded;
  const { problem, error } = result ?? { problem: `${file}: nothing was built`, error: undefined };
  const thrown = error instanceof Error ? ownFrames(error.stack ?? String(error)) : error;
  throw new ConfigurationError(error === undefined ? problem : `${problem}\n${thrown}`, { cause: error });
}

/**
 * Builds and loads a TypeScript or JavaScript module that exports a handler, and again whenever one of its sources is
 * saved. The promise resolves when the first build is loaded, or has failed.
 */
export async function watchHandler(file: string, onLoad: (loading: Loading) => void): Promise<WatchedHandler> {
  const esbuild = await loadEsbuild();
  const entry = resolve(file);
  const folder = await outputFolder(entry);
  let context: BuildContext | undefined;
  let loads = Promise.resolve();
  let isClosed = false;
  let earlier: readonly DispatchingHandler[] = [];
  let first: () => void = () => undefined;
  const firstLoad = new Promise<void>((resolve) => {
    first = resolve;
  });

  async function watch(packages: Packages): Promise<void> {
    const onBuilt: Plugin = {
      name: 'onstream-load',
      setup: (build) =>
        build.onEnd((result) => {
          // One after the other, so that the last one saved is the last one loaded.
          loads = loads.then(() => load(result, packages));
        }),
    };
    context = await esbuild.context({
      ...buildOptions(entry, folder),
      // Without the option, packages are bundled: esbuild 0.21 has no value that says so.
      ...(packages === 'bundled'
        ? { plugins: [bundledPackages, onBuilt] }
        : { packages: 'external', plugins: [onBuilt] }),
    });
    await context.watch();
  }

  async function load(result: BuildResult, packages: Packages): Promise<void> {
    const { loading, made } = await loadBuilt(result, folder, file, earlier);
    earlier = made;
    if (packages === 'external' && 'error' in loading && needsBundler(loading.error) && !isClosed) {
      await context?.dispose();
      return watch('bundled');
    }
    onLoad(loading);
    first();
  }

  await checkSourceFile(file);
  await watch('external');
  await firstLoad;
  return {
    async close() {
      isClosed = true;
      await loads;
      await context?.dispose();
      await loads;
    },
  };
}

function buildOptions(entry: string, folder: string): BuildOptions {
  return {
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    outfile: join(folder, 'handler.mjs'),
    keepNames: true,
    logLevel: 'silent',
    // What is built lies elsewhere.
    define: Object.fromEntries(Object.entries(placesOf(entry)).map(([name, value]) => [name, JSON.stringify(value)])),
    // CommonJS sources call it.
    banner: {
      js: "import { createRequire as createRequireOfSources } from 'node:module'; const require = createRequireOfSources(import.meta.url);",
    },
  };
}

/** What tells a source where it is; sources beside the first one are taken to be in its folder. */
function placesOf(entry: string): Readonly<Record<string, string>> {
  const folder = dirname(entry);
  return {
    'import.meta.url': pathToFileURL(entry).href,
    'import.meta.filename': entry,
    'import.meta.dirname': folder,
    __filename: entry,
    __dirname: folder,
  };
}

interface Built {
  readonly loading: Loading;
  /** What `bootstrap` made of it. */
  readonly made: readonly DispatchingHandler[];
}

async function loadBuilt(
  { errors, outputFiles }: BuildResult,
  folder: string,
  file: string,
  earlier: readonly DispatchingHandler[],
): Promise<Built> {
  const failed = (problem: string, error?: unknown): Built => {
    return { loading: error === undefined ? { problem } : { problem, error }, made: earlier };
  };
  const text = outputFiles?.[0]?.text;
  if (errors.length > 0 || text === undefined) return failed(errors.map(describeMessage).join('\n'));
  // A module is never loaded twice from the same place.
  const built = join(folder, `.onstream-${randomBytes(8).toString('hex')}.mjs`);
  try {
    await writeFile(built, text, { flag: 'wx', mode: 0o600 });
    return await guardedExit(async () => {
      const { loaded, made } = await observeLoading(() => importModule(pathToFileURL(built).href));
      // Installed packages run once, and what they bootstrapped is still there when their user was saved again.
      const all = made.length > 0 ? made : earlier;
      return { loading: handlerOf(loaded, file, all), made: all };
    });
  } catch (error) {
    // Node.js names who imports what is not installed, which would be a file that nobody knows.
    if (error instanceof Error && error.stack) error.stack = error.stack.replaceAll(built, file);
    if (error instanceof ExitError) return failed(`${file} called ${error.message} while it was loaded`, error);
    return failed(`${file} cannot be loaded`, error);
  } finally {
    await rm(built, { force: true });
  }
}

/**
 * Where Node.js finds the packages of the project, and nobody else can write. Without a `node_modules`, that is the folder
 * of the sources: in the system's temporary folder, Node.js would take the packages that anybody put beside it.
 */
async function outputFolder(entry: string): Promise<string> {
  const modules = nearestFolder(dirname(entry), 'node_modules');
  if (modules === undefined) return dirname(entry);
  const folder = join(modules, '.cache', 'onstream');
  const made = await mkdir(folder, { recursive: true, mode: 0o700 }).then(
    () => true,
    () => false,
  );
  return made && (await isOwn(folder)) ? folder : dirname(entry);
}

/** Whether a folder belongs to this user, and not everybody can write to it. Systems without such users tell nothing. */
async function isOwn(folder: string): Promise<boolean> {
  const { uid, mode } = await stat(folder);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o002) === 0);
}

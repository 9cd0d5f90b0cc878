import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/** What Node.js says of modules that bundlers take: sources in TypeScript, folders, paths without an extension. */
const CODES: ReadonlySet<unknown> = new Set([
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
]);

/** Exports that are only known when CommonJS has run; ES modules that do not say that they are. */
const SYNTAX = /does not provide an export named|^Named export|^Cannot use import statement|^Unexpected token 'export'/;

/** A file of a package. Where the package itself is missing, a bundler does not find it either. */
const MISSING_FILE = /^Cannot find module '/;

/** Whether a module could not be imported for a reason that goes away where its packages are bundled. */
export function needsBundler(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof SyntaxError) return SYNTAX.test(error.message);
  const code = 'code' in error ? error.code : undefined;
  return CODES.has(code) || (code === 'ERR_MODULE_NOT_FOUND' && MISSING_FILE.test(error.message));
}

/** Leaves out of a bundle of packages what there has to be one of, and what no bundle can hold. */
export const bundledPackages: Plugin = {
  name: 'onstream-bundled-packages',
  setup(build) {
    build.onResolve({ filter: /^onstream($|\/)|^@(aws-sdk|smithy)\// }, ({ path }) => ({ path, external: true }));
    build.onResolve({ filter: /^\.{1,2}\/.*\.node$/ }, ({ path, resolveDir }) => {
      // What is built lies elsewhere.
      return { path: resolve(resolveDir, path), external: true };
    });
  },
};

import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import type { Plugin } from 'esbuild';

/** Which packages of the AWS SDK a bundle takes in: all of them, util-dynamodb alone, or none. */
export type TakenIn = 'all' | 'util-dynamodb' | 'none';

/**
 * Leaves to the Lambda runtime what it has: the packages of the AWS SDK, which its Node.js also finds by `NODE_PATH` where
 * an ES module imports them. Not `@smithy/*`, of which it lacks some.
 * What is taken in, is taken as ES modules, of which esbuild leaves out what nobody uses.
 */
export function awsSdk(takenIn: TakenIn): Plugin {
  return {
    name: 'aws-sdk',
    setup(build) {
      build.onResolve({ filter: /^@(aws-sdk|smithy)\// }, async ({ path, pluginData, ...options }) => {
        if (pluginData === RESOLVING) return undefined;
        if (isLeft(path, takenIn)) return { path, external: true };
        const resolved = await build.resolve(path, { ...options, pluginData: RESOLVING });
        const asModule = resolved.path.replace(`${sep}dist-cjs${sep}`, `${sep}dist-es${sep}`);
        return existsSync(asModule) ? { ...resolved, path: asModule } : resolved;
      });
    },
  };
}

/**
 * What the document client writes has to be made by its own util-dynamodb: it takes the numbers of another copy for
 * objects that it does not know.
 */
export function sharesUtilDynamodb(leftToRuntime: readonly string[]): boolean {
  return leftToRuntime.some((path) => isOf('@aws-sdk/lib-dynamodb', path));
}

/** Keeps the plugin from asking itself. */
const RESOLVING = Symbol('resolving');

function isLeft(path: string, takenIn: TakenIn): boolean {
  if (takenIn === 'all' || !path.startsWith('@aws-sdk/')) return false;
  return takenIn === 'none' || !isOf('@aws-sdk/util-dynamodb', path);
}

function isOf(name: string, path: string): boolean {
  return path === name || path.startsWith(`${name}/`);
}

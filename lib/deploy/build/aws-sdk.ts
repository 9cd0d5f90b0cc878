import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Leaves to the Lambda runtime what it has: the packages of the AWS SDK, which its Node.js also finds by `NODE_PATH` where
 * an ES module imports them. Not `@smithy/*`, of which it lacks some; and not util-dynamodb, which onstream itself needs.
 * What is taken in, is taken as ES modules, of which esbuild leaves out what nobody uses.
 */
export function awsSdk(bundleSdk: boolean): Plugin {
  return {
    name: 'aws-sdk',
    setup(build) {
      build.onResolve({ filter: /^@(aws-sdk|smithy)\// }, async ({ path, pluginData, ...options }) => {
        if (pluginData === RESOLVING) return undefined;
        if (!bundleSdk && isInRuntime(path)) return { path, external: true };
        const resolved = await build.resolve(path, { ...options, pluginData: RESOLVING });
        const asModule = resolved.path.replace(`${sep}dist-cjs${sep}`, `${sep}dist-es${sep}`);
        return existsSync(asModule) ? { ...resolved, path: asModule } : resolved;
      });
    },
  };
}

/** Keeps the plugin from asking itself. */
const RESOLVING = Symbol('resolving');

function isInRuntime(path: string): boolean {
  return path.startsWith('@aws-sdk/') && !/^@aws-sdk\/util-dynamodb($|\/)/.test(path);
}

import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the handlers as the README tells users to, from what the package exports to bundlers. The file has the name
 * that Lambda's Node.js looks for in a function of that format.
 */
export async function bundleHandlers(format: 'esm' | 'cjs', folder: string): Promise<void> {
  await build({
    entryPoints: [join(__dirname, 'handler.ts')],
    outfile: join(folder, format === 'esm' ? 'index.mjs' : 'index.js'),
    bundle: true,
    platform: 'node',
    format,
    target: 'node20',
    minify: true,
    keepNames: true,
    logLevel: 'silent',
  });
}

import { realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Frames of Node.js and the language, and of onstream where it is installed. */
const FOREIGN = /\(node:|at (async )?node:|\/node_modules\/onstream\/|\(<anonymous>\)|\(index \d+\)/;

/**
 * A stack without the frames that help nobody to find a mistake of their own. `handler` is the id of the one that
 * failed: esbuild puts an underscore before the names of decorated classes, which the stack would show.
 */
export function ownFrames(stack: string, handler?: string): string {
  const own = stack.split('\n').filter((line) => !/^ +at /.test(line) || !isForeign(line));
  const text = own.join('\n');
  return handler === undefined ? text : text.replaceAll(`_${handler} (`, `${handler} (`);
}

function isForeign(frame: string): boolean {
  return FOREIGN.test(frame) || PROGRAM.some((folder) => frame.includes(folder));
}

/** Where the running program lies: not in `node_modules` where it is linked, or is its own repository. */
const PROGRAM = programFolders(process.argv[1]);

function programFolders(script: string | undefined): string[] {
  try {
    const path = realpathSync(script ?? '');
    const [root, rest] = path.split(/(?=[\\/]dist[\\/]esm[\\/]cli[\\/])/);
    return root && rest ? ['lib', join('dist', 'esm'), join('dist', 'cjs')].map((name) => join(root, name, '/')) : [];
  } catch {
    return [];
  }
}

import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { nearestFolder } from '../../loading/nearest-folder.js';
import { ENTRYPOINT } from './entrypoint.js';
import { portable } from './portable-map.js';

/** A package in a bundle, or a file of the project's own, and what it takes there. */
export interface Content {
  readonly name: string;
  /** Minified. */
  readonly bytes: number;
}

/** What esbuild adds: decorators, names that are to be kept, and what joins the modules. */
const HELPERS = "(esbuild's helpers)";

/** What a bundle is made of, the largest first. Their bytes add up to the bundle's. */
export function contentsOf(output: Metafile['outputs'][string] | undefined, root: string): Content[] {
  const bytesOf = new Map<string, number>();
  const add = (name: string, bytes: number) => bytesOf.set(name, (bytesOf.get(name) ?? 0) + bytes);
  let helpers = output?.bytes ?? 0;
  for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    if (basename(path) === ENTRYPOINT) continue;
    helpers -= bytesInOutput;
    if (bytesInOutput > 0) add(packageOf(path, root) ?? portable(path), bytesInOutput);
  }
  add(HELPERS, helpers);
  const contents = Array.from(bytesOf, ([name, bytes]) => ({ name, bytes }));
  return contents.sort((one, other) => other.bytes - one.bytes || one.name.localeCompare(other.name));
}

/** The name of the package that a file is of; `undefined` for the project's own. */
function packageOf(path: string, root: string): string | undefined {
  const installed = path.split('node_modules/').at(-1);
  if (installed !== undefined && installed !== path) return installed.match(/^(@[^/]+\/)?[^/]+/)?.[0];
  for (let folder = dirname(resolve(root, path)); ; folder = dirname(folder)) {
    const file = nearestFolder(folder, 'package.json');
    if (file === undefined || dirname(file) === root) return undefined;
    const { name } = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof name === 'string') return name;
    folder = dirname(file);
  }
}

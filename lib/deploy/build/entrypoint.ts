import { basename } from 'node:path';
import type { LoadedManifest } from '../../loading/load-manifest.js';

/** What its file is called, where a stack tells of it. */
export const ENTRYPOINT = 'onstream-entrypoint.js';

/**
 * The module that Lambda loads: exports the handler of the sources under the name that the function is deployed with, or
 * bootstraps their decorated classes.
 */
export function entrypoint(
  entry: string,
  { exportName, madeOf }: Pick<LoadedManifest, 'exportName' | 'madeOf'>,
): string {
  const sources = JSON.stringify(`./${basename(entry)}`);
  if (madeOf === undefined) return `export { ${JSON.stringify(exportName)} as handler } from ${sources};`;
  const imports = madeOf.map((name, index) => `${JSON.stringify(name)} as handlers${index}`);
  return `
import { bootstrap } from 'onstream';
import { ${imports.join(', ')} } from ${sources};
export const handler = bootstrap([${madeOf.map((_, index) => `handlers${index}`).join(', ')}]);
`;
}

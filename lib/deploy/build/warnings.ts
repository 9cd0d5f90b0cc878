import type { LoadedManifest } from '../../loading/load-manifest.js';
import { widenedToEverything } from '../widened-to-everything.js';

/** What of a function may not be meant: handlers that it does not run, and filters that keep nothing out. */
export function warningsOf({ exportName, manifest, others }: LoadedManifest): string[] {
  const notRun = others.map(({ exportName: other, manifest: { routes } }) => {
    const tables = [...new Set(routes.map(({ table = 'every table' }) => table))].join(', ');
    return `${other}, which hears ${tables}, is not deployed: the function runs ${exportName} alone`;
  });
  return [...notRun, ...widenedToEverything(manifest)];
}

import { ConfigurationError } from '../errors.js';
import type { Manifest } from '../manifest.js';
import { bootstrapped } from './bootstrapped.js';
import { loadHandler } from './bundle-handler.js';

/** A module's handler, as those who deploy it need it. */
export interface LoadedManifest {
  /** The export that is the Lambda handler. */
  readonly exportName: string;
  readonly manifest: Manifest;
}

/**
 * Loads a TypeScript or JavaScript module and asks its handler what it needs.
 *
 * @throws ConfigurationError where there is no such file, it cannot be loaded, or exports no handler made by `bootstrap`
 */
export async function loadManifest(file: string): Promise<LoadedManifest> {
  const { name, handler } = await loadHandler(file);
  const onstream = bootstrapped(handler);
  if (onstream === undefined)
    throw new ConfigurationError(
      `${file}: found a handler that bootstrap() did not make as ${name}, expected: export const handler = bootstrap(…)`,
    );
  return { exportName: name, manifest: onstream.manifest };
}

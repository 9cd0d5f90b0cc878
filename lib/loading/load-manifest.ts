import type { Manifest } from '../manifest.js';
import { onstreamOf } from './behind-wrapper.js';
import { bootstrapped } from './bootstrapped.js';
import { loadHandler } from './bundle-handler.js';

/** A module's handler, as those who deploy it need it. */
export interface LoadedManifest {
  /** The export that is the Lambda handler; `handler` for a module with decorated classes alone. */
  readonly exportName: string;
  readonly manifest: Manifest;
  /**
   * The exports that are to be bootstrapped: those of a module that has decorated classes, and bootstraps none of them.
   * The manifest is then that of `bootstrap`'s defaults.
   */
  readonly madeOf?: readonly string[];
  /** Other handlers of the module, which a function with this handler does not run. */
  readonly others: readonly { readonly exportName: string; readonly manifest: Manifest }[];
}

/**
 * Loads a TypeScript or JavaScript module and asks its handler what it needs; a function around that handler, such as
 * `middy(bootstrap(OrderHandlers))`, is looked behind. A module that exports decorated classes, and no handler, is taken
 * to bootstrap them all.
 *
 * @throws ConfigurationError where there is no such file, it cannot be loaded, or exports no handler made by `bootstrap`
 */
export async function loadManifest(file: string): Promise<LoadedManifest> {
  const loaded = await withSourceMaps(() => loadHandler(file));
  const { name, madeOf, others = [] } = loaded;
  return {
    exportName: name,
    manifest: onstreamOf(loaded, file).manifest,
    ...(madeOf && { madeOf }),
    others: others.flatMap((other) => {
      const manifest = bootstrapped(other.handler)?.manifest;
      return manifest ? [{ exportName: other.name, manifest }] : [];
    }),
  };
}

/** What a module throws is to show its own lines, not those of what was built from it. */
async function withSourceMaps<T>(run: () => Promise<T>): Promise<T> {
  const { sourceMapsEnabled } = process;
  process.setSourceMapsEnabled(true);
  try {
    return await run();
  } finally {
    process.setSourceMapsEnabled(sourceMapsEnabled);
  }
}

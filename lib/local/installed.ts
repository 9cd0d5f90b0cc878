import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';

/**
 * The folder of a package that the user's project has installed; `undefined` where it has not. Engines belong to the
 * project and not to onstream, so they are looked up from where the project is, never from where onstream lies: the
 * working directory, the package whose npm script runs (in a workspace not always the same), and the script itself.
 */
export function installedPackage(name: string, from: readonly string[] = projectAnchors()): string | undefined {
  for (const anchor of from) {
    const require = createRequire(anchor);
    try {
      return dirname(require.resolve(`${name}/package.json`));
    } catch {
      // Not visible from this anchor; the next one may see it.
    }
  }
  return undefined;
}

function projectAnchors(): string[] {
  const { npm_package_json: npmPackage } = process.env;
  const script = process.argv[1];
  const anchors = [join(process.cwd(), 'package.json')];
  if (npmPackage !== undefined && isAbsolute(npmPackage)) anchors.push(npmPackage);
  if (script !== undefined && isAbsolute(script)) anchors.push(script);
  return anchors;
}

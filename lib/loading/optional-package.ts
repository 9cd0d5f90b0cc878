import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ConfigurationError } from '../errors.js';

class NotInstalled extends ConfigurationError {
  constructor(
    readonly user: string,
    readonly packages: readonly string[],
  ) {
    const names = `${list(packages)}, which ${packages.length > 1 ? 'are' : 'is'}`;
    super(`${user} needs ${names} not installed. Run: npm install --save-dev ${packages.join(' ')}`);
  }
}

function list(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}

/**
 * Imports an optional package: only who uses what needs it has to install it.
 *
 * @throws ConfigurationError, which names what to install, where it is missing
 */
export async function load<T>(name: string, importIt: () => Promise<T>, user = 'onstream'): Promise<T> {
  try {
    return await importIt();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new NotInstalled(user, [name]);
  }
}

/**
 * Looks for optional packages before anything is done.
 *
 * @throws ConfigurationError, which names all that are missing and the one command that installs them
 */
export function checkInstalled(user: string, packages: readonly string[], from = program()): void {
  const { resolve } = createRequire(from);
  const missing = packages.filter((name) => !isFound(() => resolve(name)));
  if (missing.length > 0) throw new NotInstalled(user, missing);
}

/** The running program: its packages are looked for where it lies, which is elsewhere than the link to it. */
function program(): string {
  return realpathSync(process.argv[1] ?? '.');
}

/** A package that is there may have nothing for `require`. */
function isFound(resolve: () => unknown): boolean {
  try {
    resolve();
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND');
  }
}

/** Waits for optional packages that are needed together. @throws ConfigurationError, which names all that are missing */
export async function loadTogether(loads: readonly Promise<unknown>[]): Promise<void> {
  const missing: NotInstalled[] = [];
  for (const result of await Promise.allSettled(loads))
    if (result.status === 'rejected') {
      if (!(result.reason instanceof NotInstalled)) throw result.reason;
      missing.push(result.reason);
    }
  const [first] = missing;
  if (first)
    throw new NotInstalled(
      first.user,
      missing.flatMap(({ packages }) => packages),
    );
}

/** A package that is there and misses one of its own parts is another problem, and told as it is. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  const notFound = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
  return notFound && error.message.includes(`'${name}'`);
}

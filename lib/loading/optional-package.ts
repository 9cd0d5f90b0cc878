import { ConfigurationError } from '../errors.js';

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
    throw new ConfigurationError(`${user} needs ${name}, which is not installed. Run: npm install ${name}`);
  }
}

/** A package that is there and misses one of its own parts is another problem, and told as it is. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  const notFound = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
  return notFound && error.message.includes(`'${name}'`);
}

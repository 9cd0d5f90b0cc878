import { resolve } from 'node:path';
import { unexpected } from '../../errors.js';

/** The absolute path, so that it stays where it was meant when the working directory changes. */
export function resolvePath(path: string, where: string, expected: string): string {
  if (typeof path !== 'string' || path === '') throw unexpected(where, path, expected);
  return resolve(path);
}

import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigurationError } from '../errors.js';
import { decodeText } from './decode-text.js';

/** @throws ConfigurationError where there is no such file: nobody is going to save it. */
export async function checkSourceFile(file: string): Promise<void> {
  const stats = await stat(file).catch(() => undefined);
  if (stats?.isFile()) return;
  throw new ConfigurationError(
    `${file}: found ${stats ? 'a folder' : 'no file'}, expected a TypeScript or JavaScript module that exports a handler: ` +
      `looked at ${resolve(file)}`,
  );
}

/** The text of a file that an option names. @throws ConfigurationError */
export async function readOption(file: string, option: string): Promise<string> {
  try {
    // For the message, which names what was opened.
    return decodeText(await readFile(resolve(file)));
  } catch (error) {
    throw new ConfigurationError(`${option} ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

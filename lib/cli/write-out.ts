import { writeFile } from 'node:fs/promises';
import { ConfigurationError } from '../errors.js';

/** Writes the file that --out names. @throws ConfigurationError */
export async function writeOut(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new ConfigurationError(`--out ${file} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

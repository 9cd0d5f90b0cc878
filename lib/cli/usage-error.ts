import { ConfigurationError } from '../errors.js';

/** The program was called in a way that it does not know. */
export class UsageError extends ConfigurationError {}

/** The only argument of a command. @throws UsageError */
export function onlyFile(files: readonly string[], command: string, help: string): string {
  const [file] = files;
  if (file !== undefined && files.length === 1) return file;
  const found = files.length === 0 ? 'no file' : files.join(' ');
  throw new UsageError(`onstream ${command}: found ${found}, expected one file\n\n${help}`);
}

/** @throws UsageError */
export function checkEndpoint(endpoint: string | undefined): void {
  if (endpoint === undefined || URL.canParse(endpoint)) return;
  throw new UsageError(`--endpoint: found ${JSON.stringify(endpoint)}, expected a URL such as http://localhost:4566`);
}

/** What an option says, where what reads it does not know that it is one. @throws UsageError */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ConfigurationError ? new UsageError(error.message) : error;
  }
}

/** @throws UsageError */
export function wholeNumberOf(text: string | undefined, option: string, greatest: number): number | undefined {
  const number = numberOf(text, option);
  if (number === undefined || (Number.isInteger(number) && number <= greatest)) return number;
  throw new UsageError(`${option}: found ${JSON.stringify(text)}, expected a whole number from 1 to ${greatest}`);
}

/** A number of an option. @throws UsageError */
export function numberOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() !== '' && number > 0 && Number.isFinite(number)) return number;
  throw new UsageError(`${option}: found ${JSON.stringify(text)}, expected a number above 0`);
}

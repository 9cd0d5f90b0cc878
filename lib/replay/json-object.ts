import { ConfigurationError } from '../errors.js';

/** What the text of an option or of a file says. @throws ConfigurationError where it is no JSON object */
export function parseObject(text: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(`${where}: found no JSON (${error instanceof Error ? error.message : error})`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ConfigurationError(`${where}: found ${JSON.stringify(value)}, expected a JSON object`);
}

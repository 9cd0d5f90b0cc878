import type * as Yaml from 'yaml';
import { ConfigurationError } from '../../errors.js';

/** yaml is optional: only who reads templates needs it. */
export async function loadYaml(): Promise<typeof Yaml> {
  try {
    return await import('yaml');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && /MODULE_NOT_FOUND$/.test(String(error.code)))) throw error;
    throw new ConfigurationError('onstream needs yaml to read templates. Run: npm install --save-dev yaml');
  }
}

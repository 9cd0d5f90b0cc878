import type * as Esbuild from 'esbuild';
import { ConfigurationError } from '../../errors.js';

/** esbuild is optional: only who runs handlers from their sources needs it. */
export async function loadEsbuild(): Promise<typeof Esbuild> {
  try {
    return await import('esbuild');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && /MODULE_NOT_FOUND$/.test(String(error.code)))) throw error;
    throw new ConfigurationError('onstream needs esbuild to load handlers. Run: npm install --save-dev esbuild');
  }
}

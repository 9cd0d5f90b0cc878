import type * as Esbuild from 'esbuild';
import { load } from './optional-package.js';

/** esbuild is optional: only who runs handlers from their sources needs it. */
export function loadEsbuild(): Promise<typeof Esbuild> {
  return load('esbuild', () => import('esbuild'));
}

import { load } from '../sdk.js';

/** esbuild is optional: only who runs handlers from their sources needs it. */
export function loadEsbuild() {
  return load('esbuild', () => import('esbuild'));
}

import type * as Fflate from 'fflate';
import { load } from './optional-package.js';

/** fflate is optional: only who makes zip files needs it. */
export function loadFflate(): Promise<typeof Fflate> {
  return load('fflate', () => import('fflate'));
}

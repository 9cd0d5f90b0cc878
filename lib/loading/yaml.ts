import type * as Yaml from 'yaml';
import { load } from './optional-package.js';

/** yaml is optional: only who reads templates needs it. */
export function loadYaml(): Promise<typeof Yaml> {
  return load('yaml', () => import('yaml'));
}

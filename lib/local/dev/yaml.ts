import { load } from '../sdk.js';

/** yaml is optional: only who reads templates needs it. */
export function loadYaml() {
  return load('yaml', () => import('yaml'));
}

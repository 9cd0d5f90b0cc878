import type { Deployed } from './deployed.js';
import type { Finding } from './finding.js';

/**
 * Tells of variables of this shell whose value is the name of a table that the handlers hear, and which the function does
 * not have: the handlers may hear another table there.
 */
export function diagnoseVariables(
  { function: { Environment }, unread = [] }: Deployed,
  variables: Readonly<Record<string, string>>,
): Finding[] {
  const isKnown =
    Environment?.Error == null && unread.every(({ action }) => action !== 'lambda:GetFunctionConfiguration');
  if (!isKnown) return [];
  const missing = Object.entries(variables).filter(([name]) => !Object.hasOwn(Environment?.Variables ?? {}, name));
  return missing.map(([name, table]) => ({
    severity: 'warning',
    table,
    check: 'environment',
    deployed: `no variable ${name}`,
    needed: `${name}, if its handlers take the table's name from there as they do in this shell`,
    advice: 'Deploy the function with it, or run this without it.',
  }));
}

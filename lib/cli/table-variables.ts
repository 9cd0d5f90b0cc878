import { isVariableName } from '../deploy/synth/options.js';
import type { Manifest } from '../manifest.js';

/** Variables of shells, tools and Lambda itself, which may have the same text as a table's name but by accident. */
const OTHERS = [
  /^(PATH|HOME|PWD|OLDPWD|SHELL|TERM|LANG|EDITOR|NAME|USER|USERNAME|LOGNAME|HOST|HOSTNAME)$/i,
  /^(npm|CI|GITHUB|LAMBDA|AWS_LAMBDA)_|^NODE_ENV$/i,
  /^AWS_(PROFILE|DEFAULT_PROFILE|VAULT|REGION|DEFAULT_REGION|EXECUTION_ENV)$/,
];

/**
 * The variables of this environment whose value is the name of a table that the handlers hear: they may have taken it
 * from there, and the function has to find the same.
 */
export function tableVariables({ sources }: Manifest, environment: NodeJS.ProcessEnv): Record<string, string> {
  const named = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      sources.some(({ table }) => table === entry[1]) &&
      isVariableName(entry[0]) &&
      !OTHERS.some((other) => other.test(entry[0])),
  );
  return Object.fromEntries(named.sort());
}

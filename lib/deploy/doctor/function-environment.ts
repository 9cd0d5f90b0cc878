import { parseArn } from '../../event-source/arn.js';
import type { DeployedFunction } from './deployed.js';

/** Those of the machine that the code runs on, which another machine's would break. */
const OF_MACHINE = /^(PATH|HOME|TMPDIR|NODE_OPTIONS|NODE_PATH|LD_.*)$/i;

/** The variables that a deployed function sees: its own, and those of Lambda that say which function it is. */
export function functionEnvironment({
  FunctionName,
  FunctionArn,
  Environment,
}: DeployedFunction): Readonly<Record<string, string>> {
  const region = parseArn(FunctionArn)?.region;
  const own = Object.entries(Environment?.Variables ?? {}).filter(([name]) => !OF_MACHINE.test(name));
  return {
    ...Object.fromEntries(own),
    ...(FunctionName && { AWS_LAMBDA_FUNCTION_NAME: FunctionName }),
    ...(region && { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
  };
}

/** Runs something with these variables in place of this process's of the same names, which are put back when it is done. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  run: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await run();
  } finally {
    for (const name of Object.keys(variables)) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

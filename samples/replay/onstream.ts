import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { LocalDynamoDB } from 'onstream/local';

/** What `npx onstream` runs. */
const ONSTREAM = join(dirname(require.resolve('onstream/package.json')), 'dist/esm/cli/main.js');

/** What tells the commands that the embedded engine is their AWS. */
export function environmentOf({ endpoint, region, credentials }: LocalDynamoDB): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

/** The environment as one would type it. */
export function assignmentsOf(environment: Readonly<Record<string, string>>): string {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${shellWord(value)}`);
  return assignments.join(' ');
}

/** Prints a command as one would type it, and runs it. @throws Error where it fails */
export async function onstream(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
  console.log(`$ npx onstream ${args.map(shellWord).join(' ')}`);
  const child = spawn(process.execPath, [ONSTREAM, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...withoutAws(process.env), ...environment },
  });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`onstream ${args[0]}: found exit code ${exitCode}, expected 0`);
}

/** A profile, say, would send the commands to somebody's account. */
function withoutAws(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
}

function shellWord(text: string): string {
  return /^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

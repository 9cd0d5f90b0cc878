import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** What the handler of a function exports, and what became of one event. */
export interface Answer {
  readonly exports: readonly string[];
  readonly handlers: readonly string[];
  readonly results: readonly { readonly handler: string; readonly value?: unknown }[];
  readonly stacks: readonly string[];
}

const LAMBDA = `
const given = [];
for await (const part of process.stdin) given.push(part);
const { handler, ...others } = await import('./index.mjs');
const { results, failures } = await handler.dispatch(JSON.parse(given.join('')), { getRemainingTimeInMillis: () => 10_000 });
console.log(JSON.stringify({
  exports: ['handler', ...Object.keys(others)],
  handlers: handler.manifest.routes.map(({ id }) => id),
  results: results.map(({ handler, value }) => ({ handler, value })),
  stacks: failures.flatMap(({ errors }) => errors.map(({ cause }) => cause.stack)),
}));
`;

/**
 * Unzips a function into an empty folder, and hands it an event there. Unless told where, there are no packages above
 * the folder.
 */
export function runDeployed(zip: string, event: unknown, where = tmpdir()): Answer {
  const folder = mkdtempSync(join(where, 'onstream-function-'));
  try {
    for (const [name, content] of Object.entries(unzipSync(readFileSync(zip)))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const { NODE_OPTIONS: _options, NODE_PATH: _path, ...env } = process.env;
    const args = ['--enable-source-maps', '--input-type=module', '--eval', LAMBDA];
    // A logger of its own would be seen by nobody.
    const stdio = ['pipe', 'pipe', 'ignore'] as const;
    const answer = execFileSync(process.execPath, args, {
      cwd: folder,
      env,
      input: JSON.stringify(event),
      stdio: [...stdio],
    });
    const lastLine = answer.toString().trim().split('\n').at(-1) ?? '';
    return JSON.parse(lastLine);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

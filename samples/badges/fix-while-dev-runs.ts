import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** What `npx onstream` runs. */
const ONSTREAM = join(dirname(require.resolve('onstream/package.json')), 'dist/esm/cli/main.js');
const TIMEOUT_MS = 60_000;

/**
 * Does what you would do in another shell and an editor: `onstream dev` runs a copy of congratulate.ts that has a bug,
 * in a folder of its own. The first badge fails, is tried again after growing pauses, and holds up those behind it,
 * until the bug is fixed on disk. Gives how many badges were handled.
 */
export async function fixWhileDevRuns(folder: string, endpoint: string, badges: number): Promise<number> {
  const right = await readFile(join(__dirname, 'congratulate.ts'), 'utf8');
  // The compiler sees nothing: the handler's type says what the items do not hold.
  const wrong = right.replaceAll('badge', 'title');
  const file = join(folder, 'congratulate.ts');
  await mkdir(folder, { recursive: true });
  await writeFile(file, wrong);

  const args = [ONSTREAM, 'dev', 'congratulate.ts', '--endpoint', endpoint];
  const dev = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const closed = once(dev, 'close');
  let handled = 0;
  try {
    for await (const line of createInterface(dev.stdout)) {
      console.log(`dev | ${line}`);
      if (line.startsWith('retry 3 ')) {
        await writeFile(file, right);
        console.log('congratulate.ts is fixed and saved');
      }
      if (/^\S+ INSERT Achievements .* ok$/.test(line) && ++handled === badges) dev.kill('SIGINT');
    }
    const [exitCode] = await closed;
    if (exitCode === 0) return handled;
    throw new Error(
      `onstream dev: found exit code ${exitCode} and ${handled} badges handled, expected 0 and ${badges}`,
    );
  } finally {
    dev.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** A process that cannot outlive this one. */
export interface KeptProcess {
  /** Settles when the process has ended, with what it wrote to its standard error last. Never rejects. */
  readonly exited: Promise<string>;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

/** How much of the end of the standard error is kept for an error message, in characters. */
const OUTPUT_KEPT = 4000;

/**
 * Runs between this process and the engine. However this process ends, its end of the keeper's standard input closes:
 * exit hooks would not run on SIGKILL, nor on SIGTERM without a listener. The engine keeps nothing on disk, so it is
 * killed outright; asked politely, it would wait for clients to close their connections.
 */
const KEEPER = `
const [command, ...args] = process.argv.slice(1);
const child = require('node:child_process').spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
child.on('error', (error) => { console.error(error.message); process.exitCode = 1; process.stdin.destroy(); });
child.on('exit', (code, signal) => {
  if (signal) console.error(command + ' was ended by ' + signal);
  process.exit(code ?? 1);
});
process.stdin.on('close', () => child.kill('SIGKILL')).resume();
`;

/** Runs a command without a shell. It does not keep this process alive, and is gone when this process is. */
export function runKept(command: string, args: readonly string[], env: Readonly<Record<string, string>>): KeptProcess {
  const { NODE_OPTIONS: _forThisProcess, ...inherited } = process.env;
  const keeper = spawn(process.execPath, ['-e', KEEPER, '--', command, ...args], {
    env: { ...inherited, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
    // Away from the terminal's process group: after Ctrl+C this process may still have a batch to finish.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const exited = waitForExit(keeper);
  unref(keeper);
  return {
    exited,
    async stop() {
      keeper.stdin?.destroy();
      // Somebody waits now, so the wait must keep this process alive: for the keeper, and for the end of what it writes.
      keeper.ref();
      if (keeper.stderr instanceof Socket) keeper.stderr.ref();
      await exited;
    },
  };
}

function waitForExit(keeper: ChildProcess): Promise<string> {
  let output = '';
  keeper.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-OUTPUT_KEPT);
  });
  // A keeper that is gone has closed its standard input; its exit says so.
  keeper.stdin?.on('error', () => undefined);
  return new Promise((resolve) => {
    keeper.once('error', (error) => resolve(error.message));
    keeper.once('exit', (_code, signal) => {
      // Killed, it could not take the engine along; the two are alone in their process group.
      if (signal !== null && keeper.pid !== undefined) killGroup(keeper.pid);
    });
    keeper.once('close', () => resolve(output.trim()));
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody of the group is left, or the platform has none.
  }
}

function unref(keeper: ChildProcess): void {
  keeper.unref();
  for (const stream of [keeper.stdin, keeper.stderr]) {
    if (stream instanceof Socket) stream.unref();
  }
}

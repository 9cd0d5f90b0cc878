import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { setImmediate } from 'node:timers/promises';

/** Thrown by `process.exit` where a module or a handler calls it, which must not end the program. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
}

/** Begins the message about a call while nothing runs that it could fail. */
export const STRAY_EXIT = 'a call that ends a function of AWS, and was not let through';

/** Surrounds something that must not end the program while it runs. */
export interface ExitGuard {
  /** The message of the error, for a call such as `process.exit(1)`. */
  describe(call: string): string;
  /** The error that something fails with while which an error was thrown that nobody caught. */
  strayError?(error: unknown): unknown;
  /** Gets the error that it fails with. */
  onEnd?(error: unknown): void;
}

interface Run extends ExitGuard {
  fail(error: unknown): void;
}

/** How Node.js tells of what nobody caught. */
const UNCAUGHT = ['uncaughtException', 'unhandledRejection'] as const;

/** The signals that end a process which does not listen to them. */
const ENDING: readonly unknown[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGKILL', 15, 2, 1, 3, 6, 9];

const current = new AsyncLocalStorage<Run>();
const running = new Set<Run>();
/** The members that `process` had before; absent where nothing is guarded. */
let original: Pick<NodeJS.Process, 'exit' | 'abort' | 'kill'> | undefined;
/** Gets what ended no run, where the whole program is guarded. */
let onStray: ((error: ExitError) => void) | undefined;
/** True while the listeners of uncaught errors run: an error that one of them throws ends the process. */
let isInListener = false;

/**
 * Runs something that cannot end the program: a module that is loaded must not look as if a command had done its work, nor
 * a handler take its records along.
 *
 * @throws ExitError where it calls `process.exit` or the like, also where it catches what that throws
 */
export async function guardedExit<T>(run: () => Promise<T>, guard: ExitGuard = { describe: String }): Promise<T> {
  let hasExited = false;
  let reject: (error: unknown) => void = () => undefined;
  const exited = new Promise<never>((_, rejected) => {
    reject = rejected;
  });
  const own: Run = {
    describe: (call) => guard.describe(call),
    strayError: (error) => guard.strayError?.(error) ?? error,
    fail(error) {
      hasExited = true;
      guard.onEnd?.(error);
      reject(error);
    },
  };
  running.add(own);
  install();
  try {
    // What has called it may never come to its end.
    return await Promise.race([exited, current.run(own, run)]);
  } finally {
    running.delete(own);
    // Rejections are told of when all promises have had their turn.
    if (hasExited) await setImmediate();
    uninstall();
  }
}

/**
 * Guards the rest of the program: a call that does not come from something that runs fails all that runs, since Lambda's
 * function would end, too. Where nothing runs, the error is handed over. The same holds for an error that nobody catches,
 * unless something listens to those; where nothing runs, it ends the program.
 */
export function guardProgram(onStrayExit: (error: ExitError) => void): void {
  onStray = onStrayExit;
  install();
  listen();
}

/** Ends the program itself. */
export function endProgram(code: number): never {
  return Reflect.apply(original?.exit ?? process.exit, process, [code]);
}

function install(): void {
  if (original !== undefined) return;
  const { exit, abort, kill } = process;
  original = { exit, abort, kill };
  process.exit = (code = process.exitCode ?? 0) => {
    const isRefused = refuse(`process.exit(${code})`);
    return isRefused ? (undefined as never) : Reflect.apply(exit, process, [code]);
  };
  process.abort = () => {
    const isRefused = refuse('process.abort()');
    return isRefused ? (undefined as never) : Reflect.apply(abort, process, []);
  };
  process.kill = (pid, signal = 'SIGTERM') => {
    // The program sends itself signals, too.
    const isOwn = pid === process.pid && ENDING.includes(signal) && current.getStore() !== undefined;
    return (
      (isOwn && refuse(`process.kill(process.pid, ${JSON.stringify(signal)})`)) ||
      Reflect.apply(kill, process, [pid, signal])
    );
  };
  // For who imports them from node:process.
  syncBuiltinESMExports();
}

function uninstall(): void {
  if (original === undefined || onStray !== undefined || running.size > 0) return;
  Object.assign(process, original);
  original = undefined;
  syncBuiltinESMExports();
  for (const name of UNCAUGHT) process.off(name, pass);
}

/** Fails what would end, and says whether the call is refused. @throws ExitError where it is, so that it goes no further */
function refuse(call: string): boolean {
  const own = current.getStore();
  const failing = failingNow(own);
  if (failing === undefined) return false;
  const errorOf = (run: Run | undefined) => new ExitError(run?.describe(call) ?? call);
  const [error = errorOf(own), ...others] = failing.map(errorOf);
  // A timer, or a promise that nobody waits for, may have called it.
  listen();
  for (const [position, run] of failing.entries()) run.fail([error, ...others][position] ?? error);
  if (failing.length === 0) onStray?.(error);
  if (!isInListener) throw error;
  return true;
}

/** What fails: what it came from, else all that runs; `undefined` where neither is guarded. */
function failingNow(own: Run | undefined): readonly Run[] | undefined {
  if (own !== undefined && running.has(own)) return [own];
  return onStray && [...running];
}

function listen(): void {
  const events: EventEmitter = process;
  for (const name of UNCAUGHT) if (!events.listeners(name).includes(pass)) events.prependListener(name, pass);
}

function pass(error: unknown): void {
  isInListener = true;
  queueMicrotask(() => {
    isInListener = false;
  });
  const events: EventEmitter = process;
  const isAlone = UNCAUGHT.every((name) => events.listenerCount(name) === 1);
  if (!isAlone || error instanceof ExitError) return;
  if (onStray === undefined) throw error;
  const failing = failingNow(current.getStore()) ?? [];
  for (const run of failing) run.fail(run.strayError?.(error));
  if (failing.length > 0) return;
  // As Node.js does where nothing listens.
  for (const name of UNCAUGHT) process.off(name, pass);
  setTimeout(() => {
    throw error;
  });
}

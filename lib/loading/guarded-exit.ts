import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { setImmediate } from 'node:timers/promises';

/** What `process.exit` throws in the hands of a module or a handler, which must not end the program. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
}

/** What is said of a call while nothing runs that it could fail. */
export const STRAY_EXIT = 'a call that ends a function of AWS, and was not let through';

/** What is about something that must not end the program while it runs. */
export interface ExitGuard {
  /** The message of the error, for a call such as `process.exit(1)`. */
  describe(call: string): string;
  /** Gets the error when it is thrown. */
  onExit?(error: ExitError): void;
}

interface Run extends ExitGuard {
  fail(error: ExitError): void;
}

/** How Node.js tells of what nobody caught. */
const UNCAUGHT = ['uncaughtException', 'unhandledRejection'] as const;

/** The signals that end a process which does not listen to them. */
const ENDING: readonly unknown[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGKILL', 15, 2, 1, 3, 6, 9];

const current = new AsyncLocalStorage<Run>();
const running = new Set<Run>();
/** What `process` had before; absent where nothing is guarded. */
let original: Pick<NodeJS.Process, 'exit' | 'abort' | 'kill'> | undefined;
/** Gets what ended no run, where the whole program is guarded. */
let onStray: ((error: ExitError) => void) | undefined;

/**
 * Runs something that cannot end the program: a module that is loaded must not look as if a command had done its work, nor
 * a handler take its records along.
 *
 * @throws ExitError where it calls `process.exit` or the like, also where it catches what that throws
 */
export async function guardedExit<T>(run: () => Promise<T>, guard: ExitGuard = { describe: String }): Promise<T> {
  let hasExited = false;
  let reject: (error: ExitError) => void = () => undefined;
  const exited = new Promise<never>((_, rejected) => {
    reject = rejected;
  });
  const own: Run = {
    describe: (call) => guard.describe(call),
    fail(error) {
      hasExited = true;
      guard.onExit?.(error);
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
 * function would end, too. Where nothing runs, the error is handed over.
 */
export function guardProgram(onStrayExit: (error: ExitError) => void): void {
  onStray = onStrayExit;
  install();
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
    refuse(`process.exit(${code})`);
    return Reflect.apply(exit, process, [code]);
  };
  process.abort = () => {
    refuse('process.abort()');
    return Reflect.apply(abort, process, []);
  };
  process.kill = (pid, signal = 'SIGTERM') => {
    // The program sends itself signals, too.
    if (pid === process.pid && ENDING.includes(signal) && current.getStore() !== undefined)
      refuse(`process.kill(process.pid, ${JSON.stringify(signal)})`);
    return Reflect.apply(kill, process, [pid, signal]);
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

/** Fails what would end. @throws ExitError, unless nothing is guarded */
function refuse(call: string): void {
  const own = current.getStore();
  const isOwnRunning = own !== undefined && running.has(own);
  if (!isOwnRunning && onStray === undefined) return;
  const failing = isOwnRunning ? [own] : [...running];
  const errorOf = (run: Run | undefined) => new ExitError(run?.describe(call) ?? call);
  const [error = errorOf(own), ...others] = failing.map(errorOf);
  const events: EventEmitter = process;
  // A timer, or a promise that nobody waits for, may have called it.
  for (const name of UNCAUGHT) if (!events.listeners(name).includes(pass)) events.on(name, pass);
  for (const [position, run] of failing.entries()) run.fail([error, ...others][position] ?? error);
  if (failing.length === 0) onStray?.(error);
  throw error;
}

function pass(error: unknown): void {
  const events: EventEmitter = process;
  const isAlone = UNCAUGHT.every((name) => events.listenerCount(name) === 1);
  if (isAlone && !(error instanceof ExitError)) throw error;
}

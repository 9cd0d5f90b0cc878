import type { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';

/** What `process.exit` throws in the hands of a module that is being loaded. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
}

/** How Node.js tells of what nobody caught. */
const UNCAUGHT = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Loads a module that cannot end the program: it must not look as if it had done its work.
 *
 * @throws ExitError where the module calls `process.exit`, also where it catches what that throws
 */
export async function guardedExit<T>(load: () => Promise<T>): Promise<T> {
  const { exit } = process;
  let fail: (error: ExitError) => void = () => undefined;
  const exited = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // A timer, or a promise that nobody waits for, may have called it.
  const events: EventEmitter = process;
  const pass = (error: unknown) => {
    const isAlone = UNCAUGHT.every((name) => events.listenerCount(name) === 1);
    if (isAlone && !(error instanceof ExitError)) throw error;
  };
  process.exit = (code = process.exitCode ?? 0) => {
    const error = new ExitError(`process.exit(${code})`);
    fail(error);
    for (const name of UNCAUGHT) if (!events.listeners(name).includes(pass)) events.on(name, pass);
    throw error;
  };
  try {
    // A module that has called it may never come to its end.
    return await Promise.race([exited, load()]);
  } finally {
    process.exit = exit;
    // Rejections are told of when all promises have had their turn.
    await setImmediate();
    for (const name of UNCAUGHT) events.off(name, pass);
  }
}

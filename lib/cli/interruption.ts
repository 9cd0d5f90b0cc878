import { endProgram } from '../loading/guarded-exit.js';

/** Aborts at the first Ctrl-C; the second ends the process at once. */
export function interruption(): AbortSignal {
  const over = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (over.signal.aborted) endProgram(130);
      over.abort();
    });
  }
  return over.signal;
}

/**
 * The same, also where nobody reads any more what is printed, as in `… | head`: what is in flight comes to its end, so that
 * it is known what was done.
 */
export function interruptionOrClosedPipe(): AbortSignal {
  const unread = new AbortController();
  for (const stream of [process.stdout, process.stderr])
    stream.removeAllListeners('error').on('error', () => unread.abort());
  return AbortSignal.any([interruption(), unread.signal]);
}

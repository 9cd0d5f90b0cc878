import type { Context } from 'aws-lambda';

/** The moment, some time before Lambda's timeout, from which on nothing more is started. */
export function deadlineOf(lambda: Context | undefined, marginMs: number) {
  const leftMs = () => remainingMs(lambda) - marginMs;
  const end = Date.now() + leftMs();
  let controller: AbortController | undefined;
  let over = false;

  /** Whether it has passed. Handlers that never yield keep a timer from firing, so this asks Lambda. */
  function passed(): boolean {
    over ||= leftMs() <= 0;
    if (over) controller?.abort();
    return over;
  }

  /** Aborts when it passes. */
  function signal(): AbortSignal {
    // Few handlers ask for it, and making one is dearer than all the rest of an invocation.
    if (controller === undefined) {
      controller = new AbortController();
      // All handlers share it, and each may listen.
      process.getBuiltinModule('node:events').setMaxListeners(0, controller.signal);
    }
    passed();
    return controller.signal;
  }

  /**
   * Waits for the work, but not for ever: handlers that heed the signal have half the margin to come to an end, those
   * that do not are left behind, so that the response still gets out.
   */
  async function wait(work: Promise<unknown>): Promise<unknown> {
    // No timer of Node.js can wait longer than that, which is 24 days.
    if (!(leftMs() < 2 ** 31)) return work;
    let timer: NodeJS.Timeout | undefined;
    const until = (time: number) =>
      new Promise((resolve) => {
        timer = setTimeout(resolve, Math.max(time - Date.now(), 0));
      });
    const timeout = until(end).then(() => {
      over = true;
      passed();
      return until(end + marginMs / 2);
    });
    return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
  }

  return { passed, signal, wait };
}

/** The milliseconds until Lambda's timeout; infinite where the context does not tell, as those of test tools. */
function remainingMs(lambda: Context | undefined): number {
  try {
    const remaining: unknown = lambda?.getRemainingTimeInMillis?.();
    return typeof remaining === 'number' && !Number.isNaN(remaining) ? remaining : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

import type { Context } from 'aws-lambda';

/** The longest time that a Node.js timer can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The moment, some time before Lambda's timeout, from which on nothing more is started. */
export interface Deadline {
  /** Whether it has passed. Handlers that never yield keep a timer from firing, so this asks the clock. */
  passed(): boolean;
  /** Aborts when it passes. */
  signal(): AbortSignal;
  /**
   * Waits for the work, but not for ever: handlers that heed the signal have half the margin to come to an end, those
   * that do not are left behind, so that the response still gets out.
   */
  wait(work: Promise<unknown>): Promise<unknown>;
}

/** The deadline of an invocation; it never passes where Lambda's timeout is not known. */
export function deadlineOf(lambda: Context | undefined, marginMs: number): Deadline {
  const remainingMs = (lambda?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY) - marginMs;
  const end = Date.now() + remainingMs;
  let controller: AbortController | undefined;
  let over = false;

  function pass(): boolean {
    over = true;
    controller?.abort();
    return true;
  }

  function passed(): boolean {
    return over || (end !== Number.POSITIVE_INFINITY && Date.now() >= end && pass());
  }

  return {
    passed,
    signal: () => {
      // Few handlers ask for it, and making one is dearer than all the rest of an invocation.
      if (controller === undefined) {
        controller = new AbortController();
        // All handlers share it, and each may listen.
        process.getBuiltinModule('node:events').setMaxListeners(0, controller.signal);
        if (passed()) controller.abort();
      }
      return controller.signal;
    },
    wait: async (work) => {
      if (end === Number.POSITIVE_INFINITY) return work;
      let timer: NodeJS.Timeout | undefined;
      const abandoned = new Promise<void>((resolve) => {
        const giveUp = () => {
          pass();
          timer = setTimeout(resolve, msUntil(end + marginMs / 2));
        };
        timer = setTimeout(giveUp, msUntil(end));
      });
      return Promise.race([work, abandoned]).finally(() => clearTimeout(timer));
    },
  };
}

function msUntil(time: number): number {
  return Math.min(Math.max(time - Date.now(), 0), LONGEST_TIMER_MS);
}

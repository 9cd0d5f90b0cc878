import type { Clock } from './clock.js';

/** Waits that can be cut short all at once. */
export interface Waits {
  /** Resolves after this time, when woken, or when the signal that the waits were made with has aborted. */
  wait(ms: number): Promise<void>;
  wake(): void;
}

/** One listener on the signal for all waits: a listener for each of thousands of polls would add up. */
export function waitsUntil(signal: AbortSignal, clock: Clock): Waits {
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const end of waiting) end();
  };
  signal.addEventListener('abort', wake, { once: true });
  return {
    wake,
    wait(ms) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const end = () => {
          cancel();
          waiting.delete(end);
          resolve();
        };
        const cancel = clock.after(ms, end);
        waiting.add(end);
      });
    },
  };
}

import type { Clock } from '../../local/clock.js';
import { callNext } from '../../timers/real-timers.js';

/** A clock that stands still while anything runs, and jumps to the next call back once nothing does. */
export interface VirtualClock extends Clock {
  /** Says that work has begun which the clock cannot see, such as a handler that waits for a database. */
  busy<T>(work: Promise<T>): Promise<T>;
  /** Lets time pass until the promise is settled. @throws Error where it cannot be: nothing is left to call back */
  runUntil<T>(promise: Promise<T>): Promise<T>;
}

interface Timer {
  readonly due: number;
  readonly call: () => void;
}

export function virtualClock(start: number): VirtualClock {
  /** The earliest last; those that are due at the same time are called in the order in which they were set. */
  const timers: Timer[] = [];
  const working = new Set<Promise<unknown>>();
  let now = start;

  function after(ms: number, call: () => void): () => void {
    const timer = { due: now + Math.max(ms, 0), call };
    let position = timers.length;
    while (position > 0 && (timers[position - 1]?.due ?? 0) <= timer.due) position--;
    timers.splice(position, 0, timer);
    return () => {
      const index = timers.indexOf(timer);
      if (index >= 0) timers.splice(index, 1);
    };
  }

  return {
    now: () => now,
    after,
    busy(work) {
      const ended: Promise<unknown> = work.then(
        () => working.delete(ended),
        () => working.delete(ended),
      );
      working.add(ended);
      return work;
    },
    async runUntil(promise) {
      let settled = false;
      const settle = () => {
        settled = true;
      };
      promise.then(settle, settle);
      for (;;) {
        await macrotask();
        if (settled) return promise;
        if (working.size > 0) {
          await Promise.race(working);
          continue;
        }
        const next = timers.pop();
        if (next === undefined) throw new Error('The simulation waits for something that never comes.');
        now = next.due;
        next.call();
      }
    },
  };
}

/** Everything that is ready runs before it. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => callNext(resolve));
}

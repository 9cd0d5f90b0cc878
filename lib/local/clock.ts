import { callAfter, realNow } from '../timers/real-timers.js';

/** Where time comes from: the system's clock, or one that tests turn. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once when this time has passed; what it returns takes the call back. */
  after(ms: number, call: () => void): () => void;
}

/** The longest time that a Node.js timer can wait: 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time of this machine, also where a test runner has put fake timers in the place of Node.js's own. */
export const systemClock: Clock = {
  now: realNow,
  after: (ms, call) => callAfter(Math.min(ms, LONGEST_TIMER_MS), call),
};

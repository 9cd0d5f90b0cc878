/** Where time comes from: the system's clock, or one that tests turn. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once when this time has passed; what it returns takes the call back. */
  after(ms: number, call: () => void): () => void;
}

/** The longest time that a Node.js timer can wait: 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

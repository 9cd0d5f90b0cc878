/** So many reads in a row that find nothing are no sign of idleness yet: a person is between two writes. */
const BUSY_READS = 50;

const GROWTH = 1.25;

/** How long to wait after each read that found nothing. */
export interface PollPauses {
  /** The next wait, in milliseconds. */
  next(): number;
  /** A read has found something. */
  reset(): void;
}

interface PollIntervals {
  readonly pollIntervalMs: number;
  readonly idlePollIntervalMs?: number;
}

/**
 * Waits that stay short after something has happened, and grow while nothing does: a stream that is idle for minutes
 * does not keep a processor busy, and a write behind another is read at once.
 */
export function pollPauses({ pollIntervalMs, idlePollIntervalMs = pollIntervalMs }: PollIntervals): PollPauses {
  let reads = 0;
  let pauseMs = pollIntervalMs;
  return {
    next() {
      if (reads < BUSY_READS) reads++;
      else pauseMs = Math.max(pollIntervalMs, Math.min(pauseMs * GROWTH, idlePollIntervalMs));
      return pauseMs;
    },
    reset() {
      reads = 0;
      pauseMs = pollIntervalMs;
    },
  };
}

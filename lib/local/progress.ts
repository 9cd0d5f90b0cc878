/**
 * Knows how far the reading of a stream is. Moments are numbers that only grow; a shard is caught up with a moment once
 * a read that began after it found nothing more. The same goes for the list of shards: only a listing that began after
 * the moment, and after the last shard ended, shows whether there are shards that nobody reads yet.
 */
export interface Progress {
  /** The present moment. */
  now(): number;
  shardBegun(shardId: string): void;
  /** A read that began at this moment found nothing, and everything read before is handled. */
  shardEmpty(shardId: string, began: number): void;
  shardEnded(shardId: string): void;
  /** `waiting` is how many of the listed shards could not begin, since their parents are still being read. */
  listed(began: number, waiting: number): void;
  /** Resolves when everything up to the present moment has been read and handled. */
  caughtUp(): Promise<void>;
  /** Nothing more will be read: settles every `caughtUp`, those to come too. */
  close(error?: unknown): void;
}

export function trackProgress(): Progress {
  const emptySince = new Map<string, number>();
  let waiters: { moment: number; resolve(): void; reject(error: unknown): void }[] = [];
  let listing = { began: -1, waiting: 0 };
  let lastEnd = -1;
  let clock = 0;
  let closed: { error: unknown } | undefined;

  const isReached = (moment: number) =>
    listing.began > moment &&
    listing.began > lastEnd &&
    listing.waiting === 0 &&
    [...emptySince.values()].every((began) => began > moment);

  const settle = () => {
    const reached = waiters.filter(({ moment }) => isReached(moment));
    waiters = waiters.filter((waiter) => !reached.includes(waiter));
    for (const { resolve } of reached) resolve();
  };

  return {
    now: () => ++clock,
    shardBegun(shardId) {
      emptySince.set(shardId, -1);
    },
    shardEmpty(shardId, began) {
      emptySince.set(shardId, began);
      settle();
    },
    shardEnded(shardId) {
      emptySince.delete(shardId);
      lastEnd = ++clock;
    },
    listed(began, waiting) {
      listing = { began, waiting };
      settle();
    },
    caughtUp() {
      if (closed !== undefined) return closed.error === undefined ? Promise.resolve() : Promise.reject(closed.error);
      const moment = ++clock;
      return new Promise((resolve, reject) => waiters.push({ moment, resolve, reject }));
    },
    close(error) {
      closed = { error };
      for (const { resolve, reject } of waiters) {
        if (error === undefined) resolve();
        else reject(error);
      }
      waiters = [];
    },
  };
}

import { persist } from './persist.js';
import { trackProgress } from './progress.js';
import { readableShards, youngestShards } from './shard-order.js';
import { type ReaderOptions, readShard, type ShardStart } from './shard-reader.js';
import type { ShardListing } from './shard-source.js';
import { faultOf } from './stream-faults.js';
import { waitsUntil } from './waits.js';

export interface FollowShardsOptions extends ReaderOptions {
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** Ends the run; aborted here where the run ends by itself. */
  readonly over: AbortController;
}

/** A stream that is being read, with all its shards. */
export interface ShardFollower {
  /** Resolves when stopped or when the stream has ended; rejects where reading on is impossible. */
  readonly done: Promise<void>;
  /** Resolves when everything written before the call has been read and settled. */
  caughtUp(): Promise<void>;
  /** Reads no more, lets the invocations in flight finish, and resolves then. */
  stop(): Promise<void>;
  /** Stops, and `done` rejects with this error. */
  fail(error: unknown): void;
}

/** Listings are this much rarer than polls; the end of a shard, which new ones follow, brings one of its own. */
const POLLS_PER_LISTING = 20;
const IDLE_POLLS_PER_LISTING = 4;

/**
 * Reads every shard of a stream, parents before their children and the others side by side, and shards that appear
 * later too. When the promise resolves the starting position stands: nothing written from then on is missed.
 */
export async function followShards(options: FollowShardsOptions): Promise<ShardFollower> {
  const { source, clock, over, warn } = options;
  const { signal } = over;
  const listingPauseMs = Math.max(
    options.pollIntervalMs * POLLS_PER_LISTING,
    (options.idlePollIntervalMs ?? 0) * IDLE_POLLS_PER_LISTING,
  );
  const progress = trackProgress();
  const polls = waitsUntil(signal, clock);
  const retries = waitsUntil(signal, clock);
  const begun = new Set<string>();
  const finished = new Set<string>();
  const readers: Promise<void>[] = [];
  let failure: { error: unknown } | undefined;
  let streamGone = false;
  let listingsWanted = 0;

  function fail(error: unknown): void {
    if (!signal.aborted) failure = { error };
    over.abort();
  }

  function wantListing(): void {
    listingsWanted++;
    polls.wake();
  }

  function begin(start: ShardStart): void {
    begun.add(start.shardId);
    progress.shardBegun(start.shardId);
    readers.push(readToEnd(start).catch(fail));
  }

  async function readToEnd(start: ShardStart): Promise<void> {
    const ended = await readShard(start, options, {
      signal,
      progress,
      polls,
      retries,
      isStreamGone: () => streamGone,
    });
    if (!ended) return;
    finished.add(start.shardId);
    progress.shardEnded(start.shardId);
    wantListing();
  }

  async function beginAtLatest({ shards }: ShardListing): Promise<void> {
    for (const { id } of shards) {
      begun.add(id);
      finished.add(id);
    }
    const open = async (shardId: string): Promise<ShardStart> => ({
      shardId,
      position: 'LATEST',
      iterator: await persist(() => source.openShard(shardId, 'LATEST', signal), signal, retries, warn),
    });
    for (const start of await Promise.all(youngestShards(shards).map(({ id }) => open(id)))) {
      finished.delete(start.shardId);
      begin(start);
    }
  }

  /** Begins the shards whose turn it is; `false` where there is nothing left that could still come. */
  function advance({ shards, enabled }: ShardListing, listedAt: number): boolean {
    for (const { id } of readableShards(shards, begun, finished)) begin({ shardId: id, position: 'TRIM_HORIZON' });
    progress.listed(listedAt, shards.filter(({ id }) => !begun.has(id)).length);
    return enabled || !shards.every(({ id }) => finished.has(id));
  }

  async function keepListing(listing: ShardListing, listedAt: number): Promise<void> {
    let handled = listingsWanted;
    let goesOn = advance(listing, listedAt);
    while (goesOn) {
      if (handled === listingsWanted) await polls.wait(listingPauseMs);
      handled = listingsWanted;
      const moment = progress.now();
      goesOn = advance(await persist(() => source.listShards(signal), signal, retries, warn), moment);
    }
  }

  async function read(listing: ShardListing, listedAt: number): Promise<void> {
    try {
      await keepListing(listing, listedAt);
    } catch (error) {
      if (faultOf(error) === 'gone') streamGone = true;
      else if (!signal.aborted) fail(error);
    }
    await Promise.all(readers);
    const wasStopped = signal.aborted;
    over.abort();
    if (failure !== undefined) {
      progress.close(failure.error);
      throw failure.error;
    }
    progress.close(
      wasStopped ? new Error('The stream was no longer followed before it was caught up with.') : undefined,
    );
  }

  const listedAt = progress.now();
  const listing = await source.listShards(signal);
  if (options.startingPosition === 'LATEST') await beginAtLatest(listing);
  const done = read(listing, listedAt);

  return {
    done,
    fail,
    caughtUp() {
      const reached = progress.caughtUp();
      wantListing();
      return reached;
    },
    async stop() {
      over.abort();
      await done.catch(() => undefined);
    },
  };
}

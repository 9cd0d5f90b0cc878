/** How the wait before the nth try grows, in milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The wait before try number `tries` (1 is the first repetition): doubles each time, up to the maximum. */
export function backoffMs(tries: number, { firstMs, maxMs }: Backoff): number {
  return Math.min(firstMs * 2 ** (tries - 1), maxMs);
}

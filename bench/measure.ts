/** Long enough for the compiler to have seen what is hot. */
const WARM_UP_MS = 300;

/** Long enough that what the others left in the processor's caches does not count. */
const TURN_MS = 20;

/**
 * The fastest mean time of a call, in milliseconds, of each candidate. They take turns, so that a slow moment of the
 * machine hits all alike.
 */
export async function fastest<K extends string>(
  candidates: Record<K, () => unknown>,
  rounds: number,
): Promise<Record<K, number>> {
  const names = Object.keys(candidates) as K[];
  const best = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])) as Record<K, number>;
  for (const name of names) await meanOf(candidates[name], WARM_UP_MS);
  for (let round = 0; round < rounds; round++) {
    for (const name of names) best[name] = Math.min(best[name], await meanOf(candidates[name], TURN_MS));
  }
  return best;
}

async function meanOf(call: () => unknown, atLeastMs: number): Promise<number> {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < atLeastMs) {
    await call();
    calls++;
    elapsed = performance.now() - start;
  }
  return elapsed / calls;
}

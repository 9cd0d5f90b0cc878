/** Long enough for the compiler to have seen what is hot. */
const WARM_UP_MS = 300;

/** Long enough that what the others left in the processor's caches does not count. */
const TURN_MS = 20;

/** The fastest mean time of a call, in milliseconds, of each candidate. */
export function fastest<K extends string>(
  candidates: Record<K, () => unknown>,
  rounds: number,
): Promise<Record<K, number>> {
  return inTurns(candidates, rounds, (times) => Math.min(...times));
}

/** The median of the mean times of a call, in milliseconds, of each candidate. */
export function medians<K extends string>(
  candidates: Record<K, () => unknown>,
  rounds: number,
): Promise<Record<K, number>> {
  return inTurns(candidates, rounds, median);
}

/** The value in the middle, or the mean of the two that are. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const both = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return both.reduce((sum: number, value = Number.NaN) => sum + value / 2, 0);
}

/** The candidates take turns, so that a slow moment of the machine hits all alike. */
async function inTurns<K extends string>(
  candidates: Record<K, () => unknown>,
  rounds: number,
  summary: (times: readonly number[]) => number,
): Promise<Record<K, number>> {
  const names = Object.keys(candidates) as K[];
  const times = new Map<K, number[]>();
  for (const name of names) {
    await meanOf(candidates[name], WARM_UP_MS);
    times.set(name, []);
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of names) times.get(name)?.push(await meanOf(candidates[name], TURN_MS));
  }
  return Object.fromEntries(names.map((name) => [name, summary(times.get(name) ?? [])])) as Record<K, number>;
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

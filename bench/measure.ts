/** What is measured against each other runs in turn, so that a slow moment of the machine hits all alike. */
export async function fastest<K extends string>(
  candidates: Record<K, () => unknown>,
  { rounds, perRound }: { rounds: number; perRound: number },
): Promise<Record<K, number>> {
  const names = Object.keys(candidates) as K[];
  const best = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])) as Record<K, number>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const start = performance.now();
      for (let i = 0; i < perRound; i++) await candidates[name]();
      best[name] = Math.min(best[name], (performance.now() - start) / perRound);
    }
  }
  return best;
}

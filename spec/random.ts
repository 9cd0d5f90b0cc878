/** The seed of all random numbers in specs, fast-check's too. Specs that draw some have it in their titles. */
export const SEED = Number(process.env.FAST_CHECK_SEED ?? 20_260_101);

/**
 * Makes a source of random numbers from 0 to 1, the same in every run with one seed (mulberry32). Whatever draws
 * side by side with something else gets a `stream` of its own, so that its numbers do not depend on who draws first.
 */
export function seededRandom(stream = 0): () => number {
  let state = (SEED + stream * 0x9e37_79b9) | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

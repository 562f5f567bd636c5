/**
 * A stream of numbers from 0 (included) to 1 (excluded) that is the same for the same seed.
 *
 * Marsaglia's xorshift with 32 bits: good enough to choose names with, useless for secrets.
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0 || 1; // zero would stay zero
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A copy in an order that depends on `random` only. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

/**
 * Chooses items the way people do: the second half as often as the first, the third a third as often, and so on (Zipf's law).
 *
 * @param items the most popular one first
 * @param random numbers from 0 to 1
 */
export function chooseByPopularity<T>(items: readonly T[], random: () => number): () => T {
  let total = 0;
  const upTo = items.map((_, index) => {
    total += 1 / (index + 1);
    return total;
  });
  return () => {
    const point = random() * total;
    return items[upTo.findIndex((end) => point < end)]!;
  };
}

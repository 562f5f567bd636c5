/**
 * The smallest capacity that has at least `wanted` hits, by bisection between 1 and `largest`. Exact where more room
 * never costs hits, as with LRU and the optimum; elsewhere (FIFO is known for it) a capacity that does, below which
 * the bisection has met one that does not.
 *
 * @returns `undefined` if even `largest` has fewer
 */
export function smallestCapacity(
  hitsAt: (capacity: number) => number,
  wanted: number,
  largest: number,
): number | undefined {
  if (hitsAt(largest) < wanted) return undefined;
  let enough = largest;
  let tooSmall = 0;
  while (enough - tooSmall > 1) {
    const middle = Math.floor((tooSmall + enough) / 2);
    if (hitsAt(middle) >= wanted) enough = middle;
    else tooSmall = middle;
  }
  return enough;
}

/**
 * The smallest sample that at least this share of all samples does not exceed (nearest rank; nothing is interpolated).
 *
 * @param sorted ascending
 * @param share from 0 to 1
 * @returns NaN if there is no sample
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

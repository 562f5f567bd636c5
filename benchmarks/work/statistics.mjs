/** @param {readonly number[]} numbers */
export function quantile(numbers, at) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * at)];
}

export const median = (numbers) => quantile(numbers, 0.5);

/** The median of the ratios of two subjects in the same round, and the middle half of them. */
export function pairedRatio(floorTimes, times) {
  const ratios = times.map((time, round) => floorTimes[round] / time);
  return { low: quantile(ratios, 0.25), median: median(ratios), high: quantile(ratios, 0.75) };
}

/** A budget counts as missed only where the spread excludes it, and as kept only where the median keeps it. */
export function verdictOn(budget, { median, high }) {
  if (median >= budget) return 'kept';
  return high >= budget ? 'within the spread' : 'missed';
}

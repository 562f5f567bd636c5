/** Of a turn of the event loop in which time is looked at once. */
const SLACK = 150;
const STEPS = [1, 10, 100, 250, 500, 1_000, 2_000, 5_000, Number.POSITIVE_INFINITY];

/**
 * By how much reads that may come from a near tier were behind: since when a newer version of what they read had been
 * confirmed as invalidated.
 *
 * @returns a count for each span in milliseconds, the longest, and the reads that were behind for longer than allowed
 */
export function stalenessIn(history, maxStaleness) {
  const confirmed = new Map();
  for (const { kind, end, confirmed: isConfirmed, versions } of history) {
    if (kind !== 'invalidation' || !isConfirmed) continue;
    for (const [key, version] of Object.entries(versions)) {
      if (!confirmed.has(key)) confirmed.set(key, []);
      confirmed.get(key).push({ version, end });
    }
  }
  const histogram = { 'not at all': 0 };
  for (const step of STEPS) histogram[`up to ${step} ms`] = 0;
  const violations = [];
  let longest = 0;
  for (const read of history) {
    if (read.kind !== 'near read') continue;
    let since = Number.POSITIVE_INFINITY;
    for (const { version, end } of confirmed.get(read.key) ?? [])
      if (version > read.version) since = Math.min(since, end);
    const behind = Math.max(0, read.begin - since);
    longest = Math.max(longest, behind);
    histogram[behind === 0 ? 'not at all' : `up to ${STEPS.find((step) => behind <= step)} ms`]++;
    if (behind > maxStaleness + SLACK) violations.push({ ...read, behind });
  }
  return { histogram, longest, violations };
}

/** `Date(2026-01-31T00:00:00.000Z)`, or `Date(NaN)` for one that is no date. */
export function dateText(date: Date): string {
  const time = Date.prototype.getTime.call(date);
  return `Date(${Number.isNaN(time) ? 'NaN' : new Date(time).toISOString()})`;
}

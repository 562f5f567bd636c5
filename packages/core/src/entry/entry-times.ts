import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { CacheKey } from '../key/cache-key.js';
import type { CacheEntry } from './cache-entry.js';

/** The instants of an entry. */
export type EntryTimes = Pick<CacheEntry<unknown>, 'createdAt' | 'staleAt' | 'expiresAt' | 'keepUntil'>;

/** Changes the instants that an entry builder has chosen; it may bring them forward and never puts them off. */
export type Adjustment = (times: EntryTimes, key: CacheKey, loadedIn: Milliseconds) => EntryTimes;

/** One after the other. @returns nothing where there is nothing to do */
export function chain(adjustments: readonly (Adjustment | undefined)[]): Adjustment | undefined {
  const given = adjustments.filter((adjustment) => adjustment !== undefined);
  if (given.length <= 1) return given[0];
  return (times, key, loadedIn) => given.reduce((adjusted, adjust) => adjust(adjusted, key, loadedIn), times);
}

/**
 * Lets an entry expire at an instant, and be kept as long after it as it would have been.
 *
 * @param keepFor how long, if it would have lived for ever, so that its instants do not tell
 */
export function expiringAt(
  expiresAt: EpochMilliseconds,
  { createdAt, staleAt, expiresAt: later, keepUntil }: EntryTimes,
  keepFor: Milliseconds = 0,
): EntryTimes {
  const isEndless = later === Number.POSITIVE_INFINITY;
  const kept = isEndless ? keepFor : keepUntil - later;
  return { createdAt, staleAt: Math.min(staleAt, expiresAt), expiresAt, keepUntil: expiresAt + kept };
}

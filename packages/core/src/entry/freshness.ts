import type { EpochMilliseconds } from '../clock/duration.js';
import type { CacheEntry } from './cache-entry.js';

export type Freshness = 'fresh' | 'stale' | 'expired';

/** How good an entry still is at an instant; every boundary is inclusive. */
export function freshnessOf(entry: CacheEntry<unknown>, now: EpochMilliseconds): Freshness {
  if (now < entry.staleAt) return 'fresh';
  return now < entry.expiresAt ? 'stale' : 'expired';
}

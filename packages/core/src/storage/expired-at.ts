import { lookAgain } from '../clock/coarse-clock.js';
import type { EpochMilliseconds } from '../clock/duration.js';
import type { CacheEntry } from '../entry/cache-entry.js';

/**
 * What `Keyspace.expire` leaves of an entry: a fallback from now on, as an object of its own. Nothing is moved to a later
 * time, not even where the wall clock was set back, and `createdAt` stays the earliest instant.
 */
export function expiredAt<V>(now: EpochMilliseconds, entry: CacheEntry<V>): CacheEntry<V> {
  lookAgain();
  // Fact by fact: the line's own entries have them on their prototype, where a spread does not see them.
  const { value, createdAt, staleAt, expiresAt, keepUntil, tags, version, loadedIn } = entry;
  return {
    value,
    createdAt: Math.min(createdAt, now),
    staleAt: Math.min(staleAt, now),
    expiresAt: Math.min(expiresAt, now),
    keepUntil,
    tags,
    version,
    loadedIn,
  };
}

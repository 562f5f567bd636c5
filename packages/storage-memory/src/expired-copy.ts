import type { CacheEntry, EpochMilliseconds, TrackedEntry } from '@memoir/core';

/** The same value as a fallback only: passed its staleness and its expiry at that instant, kept as long as before. */
export function expiredCopyOf<V>(entry: CacheEntry<V>, at: EpochMilliseconds): CacheEntry<V> & TrackedEntry {
  return {
    value: entry.value,
    // Earlier than it was only where the wall clock was set back since the load.
    createdAt: Math.min(entry.createdAt, at),
    staleAt: Math.min(entry.staleAt, at),
    expiresAt: Math.min(entry.expiresAt, at),
    keepUntil: entry.keepUntil,
    tags: entry.tags,
    version: entry.version,
    loadedIn: entry.loadedIn,
    strategySlot: (entry as Partial<TrackedEntry>).strategySlot,
  };
}

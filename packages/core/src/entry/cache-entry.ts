import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';

/**
 * A value and the facts about it. `createdAt <= staleAt <= expiresAt <= keepUntil`, each inclusive: at that very
 * millisecond the entry has passed it. An instant that never comes is `Infinity`.
 */
export interface CacheEntry<out V> {
  readonly value: V;
  /** When the load *began*. */
  readonly createdAt: EpochMilliseconds;
  /** From here on the value is still answered while it is being refreshed. */
  readonly staleAt: EpochMilliseconds;
  /** From here on a caller waits for a load; the value is at most a fallback. */
  readonly expiresAt: EpochMilliseconds;
  /** From here on a storage may drop it. */
  readonly keepUntil: EpochMilliseconds;
  readonly tags: readonly string[];
  readonly version: string | undefined;
  /** How long the load took. */
  readonly loadedIn: Milliseconds;
  /** Only where it expires earlier if nobody reads it; then the instants move with each read, up to those it was built with. */
  readonly idle?: IdleTimes | undefined;
}

/** What becomes of an entry that nobody reads. */
export interface IdleTimes {
  /** Counted from the last read, or from the beginning of the load. */
  readonly expireAfter: Milliseconds;
  readonly keepFor: Milliseconds;
}

/** What a strategy sees: the entry as the line made it, with one slot that is the strategy's own. */
export interface TrackedEntry extends CacheEntry<unknown> {
  /** Kept only where the storage answers with the very entry it was offered (memory); elsewhere always `undefined`. */
  strategySlot: unknown;
}

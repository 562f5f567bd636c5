import type { TrackedEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';

/**
 * Decides which entries one function gives up when it holds more than it may. It is told, and asked; it never calls back.
 * All methods are synchronous and must be cheap: `markRead` runs on every hit.
 */
export interface EvictionStrategy {
  /** Told of what is served, never of a refresh or of a load that completes. */
  markRead(key: CacheKey, entry: TrackedEntry): void;
  /**
   * Told of what was stored, new or in place of an older entry.
   *
   * @param isNew the key is known not to be held, so that it need not be looked up; where it is left out, it may be
   */
  markWritten(key: CacheKey, entry: TrackedEntry, isNew?: boolean): void;
  /** Told of what is gone for any reason; a key it does not know is nothing. */
  markReleased(key: CacheKey): void;
  /** The next key to give up while the bound is exceeded; asking again without `markReleased` may answer the same. */
  nextToRelease(): CacheKey | undefined;
  /** What it holds, coldest first: handed to its successor when the configuration swaps strategies. */
  tracked(): Iterable<CacheKey>;
}

/** How much one function may hold. */
export interface EvictionBound {
  /**
   * The most entries, or the greatest sum of weights where `weigh` is given; at least 1.
   * Source of the default: py-memoize, 4096 entries.
   *
   * @default 4096
   */
  readonly capacity?: number | undefined;
  /** Weight of one value, at least 0 and finite, asked once per write. Every entry weighs 1 without it. */
  readonly weigh?: ((value: any, key: CacheKey) => number) | undefined;
}

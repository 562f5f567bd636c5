import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';

/** What every event says. */
export interface CacheEvent {
  readonly namespace: string;
  readonly key: CacheKey;
  readonly at: EpochMilliseconds;
}

/**
 * Hears what happens to one function's calls. Methods left out cost nothing; what a method throws is logged and changes
 * nothing else. Each is called after the state it tells of is consistent.
 */
export interface CacheListener {
  hit?(event: CacheEvent & { readonly freshness: 'fresh' | 'stale' }): void;
  miss?(event: CacheEvent): void;
  joined?(event: CacheEvent): void;
  loaded?(
    event: CacheEvent & {
      readonly loadedIn: Milliseconds;
      readonly outcome: 'stored' | 'refused' | 'fenced' | 'not-stored';
    },
  ): void;
  loadFailed?(event: CacheEvent & { readonly error: unknown; readonly background: boolean }): void;
  /** A limit on concurrent loads kept a load from beginning. */
  loadRejected?(event: CacheEvent & { readonly error: unknown; readonly background: boolean }): void;
  /** A stored value does not fit the schema, and counts as a miss. */
  misfit?(event: CacheEvent & { readonly issues: readonly string[] }): void;
  storageFailed?(event: CacheEvent & { readonly error: StorageError }): void;
  removed?(event: CacheEvent & { readonly reason: 'evicted' | 'expired' | 'invalidated' | 'cleared' }): void;
}

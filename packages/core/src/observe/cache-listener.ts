import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';

/** What every event says. */
export interface CacheEvent {
  readonly namespace: string;
  /** What the function's figures go by, see `LiveFunction.label`. */
  readonly label: string;
  /** Empty where it concerns no single key, or none that is known. */
  readonly key: CacheKey;
  readonly at: EpochMilliseconds;
}

/**
 * Hears what happens to one function's calls. Methods left out cost nothing; what a method throws is logged and changes
 * nothing else. Each is called after the state it tells of is consistent.
 *
 * The same objects are published for all functions of the process on channels of `node:diagnostics_channel` whose names
 * are `memoir:` and the event's, such as `memoir:load-failed`. What a subscriber of a channel throws becomes an uncaught
 * exception: that is how Node's channels are.
 *
 * Each call is one `hit`, `miss`, `joined` or `refused`.
 */
export interface CacheListener {
  /**
   * A call was answered with what stood: an entry, a kept one in place of a failed load, or a remembered error, which has
   * no age. `stale` where it is counted as a stale hit. Its time may lag by the length of a turn of the event loop.
   */
  hit?(
    event: CacheEvent & {
      readonly freshness: 'fresh' | 'stale';
      /** Since the load of what was served began. */
      readonly age: Milliseconds | undefined;
    },
  ): void;
  /** A call was answered by a load of its own. */
  miss?(event: CacheEvent): void;
  /** A call was answered by a load that another one had started. */
  joined?(event: CacheEvent): void;
  /** A call was rejected before any load. Its key is empty. */
  refused?(event: CacheEvent & { readonly error: unknown }): void;
  /** A call that could not be answered at once has its answer, whatever that is: a load's, or an asynchronous storage's. */
  waited?(event: CacheEvent & { readonly waitedFor: Milliseconds }): void;
  loadBegan?(event: CacheEvent & { readonly background: boolean }): void;
  loaded?(
    event: CacheEvent & {
      readonly loadedIn: Milliseconds;
      readonly outcome: 'stored' | 'refused' | 'fenced' | 'not-stored';
    },
  ): void;
  loadFailed?(event: CacheEvent & { readonly error: unknown; readonly background: boolean }): void;
  /** A limit on concurrent loads kept a load from beginning. */
  loadRejected?(event: CacheEvent & { readonly error: unknown; readonly background: boolean }): void;
  /** A value is being refreshed behind the scenes, while it is still served. */
  refreshBegan?(event: CacheEvent): void;
  /**
   * An invalidation, or a newer load, kept what was loaded out of the storage: `here` if this process knew of it,
   * `elsewhere` if it was the storage that refused.
   */
  fenced?(event: CacheEvent & { readonly by: 'here' | 'elsewhere' }): void;
  /** A stored value does not fit the schema, and counts as a miss. */
  misfit?(event: CacheEvent & { readonly issues: readonly string[] }): void;
  /** A stored value did not fit the schema, and is served as `migrate` made it. */
  migrated?(event: CacheEvent): void;
  storageFailed?(event: CacheEvent & { readonly error: StorageError }): void;
  removed?(event: CacheEvent & { readonly reason: 'evicted' | 'expired' | 'invalidated' | 'cleared' }): void;
}

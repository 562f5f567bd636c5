import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { CacheKey } from '../key/cache-key.js';
import type { CacheEntry } from './cache-entry.js';
import type { LifeSpan } from './life-span.js';

/** What is known about a load when its entry is built. */
export interface EntryContext {
  readonly args: readonly unknown[];
  /** When the load began. */
  readonly loadedAt: EpochMilliseconds;
  readonly loadedIn: Milliseconds;
  readonly tags: readonly string[];
  readonly version: string | undefined;
  /** What the loader asked for by its `LoadContext`. */
  readonly lifeSpan: LifeSpan | undefined;
  readonly previous: CacheEntry<unknown> | undefined;
  /**
   * Builds a valid entry from spans counted from `loadedAt`: the only thing most builders call.
   *
   * @throws {ConfigurationError} if the spans contradict each other
   */
  entry<V>(value: V, lifeSpan: LifeSpan): CacheEntry<V>;
}

/** Decides how long a result lives; it may also change what is stored and answered. */
export interface EntryBuilder<V = any> {
  /** What is returned is stored and answered. If it throws, the caller gets that error and nothing is stored. */
  build(key: CacheKey, value: V, context: EntryContext): CacheEntry<V>;
}

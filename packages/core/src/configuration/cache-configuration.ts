import type { Awaitable } from '../awaitable.js';
import type { Clock } from '../clock/clock.js';
import type { Duration } from '../clock/duration.js';
import type { EarlyRefresh } from '../entry/early-refresh.js';
import type { EntryBuilder } from '../entry/entry-builder.js';
import type { ExpireAtTime } from '../entry/expire-at-time.js';
import type { Jitter } from '../entry/jitter.js';
import type { LifeSpan } from '../entry/life-span.js';
import type { EvictionStrategy } from '../eviction/eviction-strategy.js';
import type { LoadLimit } from '../flight/load-limit.js';
import type { RetryBackoff } from '../flight/retry-backoff.js';
import type { InvalidationSupport } from '../invalidation/invalidation-support.js';
import type { KeyExtractor } from '../key/key-extractor.js';
import type { CacheListener } from '../observe/cache-listener.js';
import type { Logger } from '../observe/logger.js';
import type { Postprocessing } from '../postprocessing/postprocessing.js';
import type { ScheduledRefresh } from '../refresh/scheduled-refresh.js';
import type { StandardSchema } from '../schema/standard-schema.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { VersionErrorPolicy, VersionFunction } from '../version/version.js';

/** What a caller gets when the storage fails: the loaded value as if nothing stood there, or the storage's error. */
export type StorageFailurePolicy = 'fail-open' | 'fail-closed';

/** Everything that one memoized function is made of, as read-only properties. */
export interface CacheConfiguration<Args extends readonly any[] = any, Value = any> {
  /** `false` refuses every call with a `NotConfiguredCacheCalledError`. @default true */
  readonly configured: boolean;
  /** `true` calls straight through to the function, past storage and single flight. @default false */
  readonly bypassed: boolean;
  /** Names the function's keys in the storage; without one it has keys that nobody else can name. Not empty. */
  readonly namespace: string | undefined;
  /** Two functions mean to share one namespace of one storage. @default false */
  readonly sharedNamespace: boolean;
  readonly storage: CacheStorage;
  /** Longest time that one call waits for an asynchronous storage, all its commands together. @default '250ms' */
  readonly storageTimeout: Duration;
  /** @default 'fail-open' */
  readonly storageFailurePolicy: StorageFailurePolicy;
  readonly entryBuilder: EntryBuilder<Value>;
  /** One instance serves one function; a configuration for several takes a factory. */
  readonly evictionStrategy: EvictionStrategy | (() => EvictionStrategy);
  readonly keyExtractor: KeyExtractor<Args>;
  readonly postprocessing: Postprocessing<Value>;
  /** Longest time that a caller waits for a load. Source of the default: py-memoize. @default '2m' */
  readonly methodTimeout: Duration | 'never';
  /** Time after which a caller who could be given an expired value that is still kept gets it. @default 'never' */
  readonly softTimeout: Duration | 'never';
  /** The most loads of this function that run at a time; others wait for their turn. No limit unless given. */
  readonly maxConcurrentLoads: number | undefined;
  /** What the source can take of all functions that share the limit. */
  readonly loadLimit: LoadLimit | undefined;
  /**
   * Which failures are answered with the expired value that `keepStaleFor` keeps; the callers get the others as they are.
   *
   * @default every failure
   */
  readonly staleOnError: ((error: unknown) => boolean) | undefined;
  /** Pauses between attempts at a key that fails while an older value is answered. @default from 1 second to 1 minute */
  readonly retryBackoff: RetryBackoff;
  /**
   * What callers get in place of an error of their load; never stored. What it throws, they get as the error. Not asked
   * by `refresh`, by a caller's own signal, nor where there is an older value to give.
   */
  readonly fallback: ((error: unknown, ...args: Args) => Awaitable<Value>) | undefined;
  /**
   * How long an error that reached the callers answers the calls that follow, in place of a load; counted, like every
   * life span, from the moment its load began. `undefined` for an error that is not to be remembered. Kept in this
   * process alone, on every storage; an invalidation forgets it, one in another process does not.
   */
  readonly errorLifeSpan: ((error: unknown, ...args: Args) => LifeSpan | undefined) | undefined;
  /** What was loaded before that moment expires then, if not earlier. */
  readonly expireAtTime: ExpireAtTime | undefined;
  /** Shortens each lifetime by another part, so that what was loaded together does not expire together. */
  readonly jitter: Jitter | undefined;
  /**
   * Whether `statistics()` tells what other capacities would give. It watches one key in 256; the strategy needs a capacity
   * in entries.
   *
   * @default false
   */
  readonly capacityAdvice: boolean;
  /** Refreshes some entries a little before they are stale. */
  readonly earlyRefresh: EarlyRefresh | undefined;
  /** Tags of a result that are known before its load. */
  readonly tags: ((...args: Args) => readonly string[]) | undefined;
  /** Tags of a result that only the result tells. */
  readonly resultTags: ((value: Value, ...args: Args) => readonly string[]) | undefined;
  /** A cheap function whose answer is stored with each result: the result holds while the answer stays the same. */
  readonly version: VersionFunction<Args> | undefined;
  /** @default 'throw' */
  readonly onVersionError: VersionErrorPolicy;
  /**
   * Of a result as the function returns it. Checked on what comes from a storage outside this process, never on a hit in
   * memory: what does not fit counts as a miss.
   */
  readonly schema: StandardSchema<Value> | undefined;
  /** Makes of a stored value that does not fit the schema, such as one of an older version, one that does. */
  readonly migrate: ((stored: unknown) => Awaitable<Value>) | undefined;
  readonly scheduledRefresh: ScheduledRefresh | undefined;
  readonly invalidation: InvalidationSupport<Args> | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listeners: readonly CacheListener[];
  /** Is handed the work that goes on behind an answer, where the platform ends with the answer. */
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined;
}

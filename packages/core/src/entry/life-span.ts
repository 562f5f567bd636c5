import type { Duration, LifeTime } from '../clock/duration.js';

/** How long a result is good, counted from the moment its load began. */
export interface LifeSpan {
  /**
   * Age at which a value is refreshed behind the scenes while still being served.
   * Source: py-memoize `ProvidedLifeSpanCacheEntryBuilder`, 10 minutes.
   *
   * @default the lesser of 10 minutes and a third of `expireAfter`
   */
  readonly updateAfter?: LifeTime | undefined;
  /**
   * Age at which a value is no longer served and a caller waits for a load.
   * Source: py-memoize `ProvidedLifeSpanCacheEntryBuilder`, 30 minutes.
   *
   * @default the greater of 30 minutes and three times `updateAfter`
   */
  readonly expireAfter?: LifeTime | undefined;
  /**
   * How long an expired value is kept as a fallback for a failing loader.
   *
   * @default 0
   */
  readonly keepStaleFor?: LifeTime | undefined;
  /**
   * Time without a read after which a value expires, if it does not earlier. Only where the storage holds the very
   * entries in this process (memory): elsewhere each read would have to be written.
   */
  readonly expireAfterAccess?: Duration | undefined;
}

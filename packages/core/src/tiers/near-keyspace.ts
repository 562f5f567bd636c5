import type { Awaitable } from '../awaitable.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { StoredEntry } from '../entry/stored-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Keyspace } from '../storage/keyspace.js';
import type { TierDescription } from '../storage/tier-description.js';

/** A keyspace of which a part answers at once, without a command and without a flight. Found by the presence of `getNear`. */
export interface NearKeyspace<V> extends Keyspace<V> {
  /**
   * What that part holds, unless it cannot be relied on; it may be stale or expired like any.
   *
   * @param now as an `OffsetClock` tells it
   */
  getNear(key: CacheKey, now: number): StoredEntry<V> | undefined;
  /** What `describe` says of that part, without asking the other. */
  describeNear(key: CacheKey): TierDescription;
  /** Forgets everything there. */
  forgetNear(): void;
  /** Asks past that part. */
  getFar(key: CacheKey): Awaitable<CacheEntry<V> | undefined>;
  /** The same keyspace for who leaves nothing in that part: what is replaced goes from there all the same. */
  pastNear(): NearKeyspace<V>;
}

/** The same keyspace, if it is one of these. */
export function nearKeyspace<V>(keyspace: Keyspace<V>): NearKeyspace<V> | undefined {
  return 'getNear' in keyspace ? (keyspace as NearKeyspace<V>) : undefined;
}

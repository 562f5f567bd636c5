import type { Awaitable } from '../awaitable.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Keyspace } from './keyspace.js';

/** A keyspace that reads many keys at once. Found by the presence of `getMany`. */
export interface BulkKeyspace<V> extends Keyspace<V> {
  /** One answer per key, in the order asked. */
  getMany(keys: readonly CacheKey[]): Awaitable<ReadonlyArray<CacheEntry<V> | undefined>>;
}

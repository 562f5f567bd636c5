import type { Awaitable } from '../awaitable.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';

/** Looks at what stood in a storage outside this process. @returns the entry to be used, or `undefined` for a miss */
export type EntryCheck = <V>(key: CacheKey, entry: CacheEntry<V>) => Awaitable<CacheEntry<V> | undefined>;

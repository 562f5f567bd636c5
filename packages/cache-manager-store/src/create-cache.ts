import type { CacheStorage } from '@memoir/core';
import { type Cache, createCache as createCacheManager } from 'cache-manager';
import { cacheOn, type MemoirCacheOptions } from './cache-on.js';

/**
 * A `Cache` of cache-manager whose results live in a storage of memoir. All its methods and events are cache-manager's;
 * `wrap` loads once for all callers, in all processes where the storage has leases, and what was deleted, cleared or set
 * during a load is not overwritten by it.
 *
 * @throws {ConfigurationError} for a wrong option, at the first use
 */
export function createCache(storage: CacheStorage, options?: MemoirCacheOptions): Cache {
  return cacheOn(createCacheManager, storage, options);
}

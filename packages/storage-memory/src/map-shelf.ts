import type { CacheEntry, CacheKey } from '@memoir/core';
import type { Shelf } from './shelf.js';
import { TabledMap } from './tabled-map.js';

/** A shelf without a bound. */
export class MapShelf<V> extends TabledMap<CacheEntry<V>> implements Shelf<V> {
  weigh(): number {
    return 1;
  }

  swap(key: CacheKey, entry: CacheEntry<V>): void {
    this.put(key, entry);
  }
}

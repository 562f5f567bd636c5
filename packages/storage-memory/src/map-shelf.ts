import type { CacheEntry, CacheKey } from '@memoir/core';
import type { Shelf } from './shelf.js';

/** A shelf without a bound: a Map itself, so that a hit feels nothing around it. */
export class MapShelf<V> extends Map<CacheKey, CacheEntry<V>> implements Shelf<V> {
  peek(key: CacheKey): CacheEntry<V> | undefined {
    return this.get(key);
  }

  weigh(): number {
    return 1;
  }

  put(key: CacheKey, entry: CacheEntry<V>): void {
    this.set(key, entry);
  }

  swap(key: CacheKey, entry: CacheEntry<V>): void {
    this.set(key, entry);
  }

  remove(key: CacheKey): boolean {
    return this.delete(key);
  }

  walk(): Iterable<CacheKey> {
    return this.keys();
  }
}

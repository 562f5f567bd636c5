import type { CacheEntry, CacheKey } from '@memoir/core';
import type { Shelf } from './shelf.js';

/** A shelf without a bound: a Map, and nothing around it that a hit could feel. */
export class MapShelf<V> implements Shelf<V> {
  readonly #entries = new Map<CacheKey, CacheEntry<V>>();

  get size(): number {
    return this.#entries.size;
  }

  get(key: CacheKey): CacheEntry<V> | undefined {
    return this.#entries.get(key);
  }

  peek(key: CacheKey): CacheEntry<V> | undefined {
    return this.#entries.get(key);
  }

  weigh(): number {
    return 1;
  }

  put(key: CacheKey, entry: CacheEntry<V>): void {
    this.#entries.set(key, entry);
  }

  swap(key: CacheKey, entry: CacheEntry<V>): void {
    this.#entries.set(key, entry);
  }

  remove(key: CacheKey): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  walk(): Iterable<CacheKey> {
    return this.#entries.keys();
  }
}

import type { CacheEntry, CacheKey } from '@memoir/core';
import { LRUCache } from 'lru-cache';
import type { Evictions } from './memory-namespace.js';
import { NOWHERE } from './min-heap.js';
import type { BoundShelf, SharedBound } from './shared-bound.js';
import type { Shelf } from './shelf.js';

interface Held<V> {
  readonly key: CacheKey;
  entry: CacheEntry<V>;
  usedIn: number;
}

/** A shelf that shares a bound: an lru-cache knows which of its entries is the coldest, the bound knows which shelf's is. */
export class LruShelf<V> implements Shelf<V>, BoundShelf {
  rank = 0;
  place = NOWHERE;
  #held = emptyCache<V>();
  readonly #bound: SharedBound;
  readonly #evictions: Evictions;

  constructor(bound: SharedBound, evictions: Evictions) {
    this.#bound = bound;
    this.#evictions = evictions;
  }

  get size(): number {
    return this.#held.size;
  }

  get(key: CacheKey): CacheEntry<V> | undefined {
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    held.usedIn = this.#bound.turn;
    return held.entry;
  }

  peek(key: CacheKey): CacheEntry<V> | undefined {
    return this.#held.peek(key)?.entry;
  }

  weigh(key: CacheKey, entry: CacheEntry<V>): number | undefined {
    return this.#bound.weigh(key, entry);
  }

  put(key: CacheKey, entry: CacheEntry<V>, weight: number): void {
    const held = this.#held;
    const { size, calculatedSize } = held;
    held.set(key, { key, entry, usedIn: ++this.#bound.turn }, { size: weight });
    this.#account(size, calculatedSize);
    this.#bound.shrink();
  }

  swap(key: CacheKey, entry: CacheEntry<V>): void {
    const held = this.#held.peek(key);
    if (held) held.entry = entry;
  }

  remove(key: CacheKey): boolean {
    const { size, calculatedSize } = this.#held;
    const isRemoved = this.#held.delete(key);
    if (isRemoved) this.#account(size, calculatedSize);
    return isRemoved;
  }

  clear(): void {
    const { size, calculatedSize } = this.#held;
    this.#held = emptyCache();
    this.#account(size, calculatedSize);
  }

  /**
   * From the newest on, so that what is used meanwhile moves behind the walk. lru-cache ends an iteration if the entry
   * goes that it rests on, so this rests one ahead of what it shows, and begins again where that has gone all the same.
   */
  *walk(): Iterable<CacheKey> {
    let ahead: CacheKey | undefined;
    do {
      ahead = undefined;
      for (const key of this.#held.keys()) {
        if (ahead !== undefined) yield ahead;
        ahead = key;
      }
    } while (ahead !== undefined && !this.#held.has(ahead));
    if (ahead !== undefined) yield ahead;
  }

  coldestUse(): number {
    const coldest = this.#held.rvalues().next().value as Held<V>;
    return coldest.usedIn;
  }

  evictColdest(): CacheKey {
    const { size, calculatedSize } = this.#held;
    const { key, entry } = this.#held.pop()!;
    this.#account(size, calculatedSize);
    this.#evictions.evicted(key, entry);
    return key;
  }

  tellEvicted(key: CacheKey): void {
    this.#evictions.tellEvicted(key);
  }

  /** @param size and `bytes`: what there was before */
  #account(size: number, bytes: number): void {
    const held = this.#held;
    this.#bound.account(this, held.size - size, held.calculatedSize - bytes, held.size);
  }
}

/** Without `max`, which would be allocated in advance by each; what is too much is the shared bound's to say. */
function emptyCache<V>(): LRUCache<CacheKey, Held<V>> {
  return new LRUCache({ maxSize: Number.MAX_SAFE_INTEGER });
}

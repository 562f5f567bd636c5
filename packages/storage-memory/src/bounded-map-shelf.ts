import type { CacheEntry, CacheKey, Clock, RemovalReason } from '@memoir/core';
import type { BoundedMap } from './bounded-map/bounded-map.js';
import type { BoundedSlots } from './bounded-map/bounded-slots.js';
import { slotsOf } from './bounded-map/readable-map.js';
import { instantWithin } from './bounded-map/timed-map.js';
import type { Shelf } from './shelf.js';

/** Told of what leaves the map by its own bounds and lifetimes, or by the hand of whoever made it. */
export type Left = (key: CacheKey, entry: CacheEntry<unknown>, reason: RemovalReason) => void;

/** A shelf that is somebody's map: its bounds and lifetimes hold, and what is done to it by hand counts as done. */
export class BoundedMapShelf<V> implements Shelf<V> {
  readonly #map: BoundedMap<CacheKey, CacheEntry<V>>;
  readonly #slots: BoundedSlots<CacheKey, CacheEntry<V>>;
  readonly #clock: Clock;
  #isOurDoing = false;

  constructor(map: BoundedMap<CacheKey, CacheEntry<V>>, clock: Clock, left: Left) {
    this.#map = map;
    this.#slots = slotsOf(map);
    this.#clock = clock;
    this.#slots.notices.hears = (key, entry, reason) => {
      if (!this.#isOurDoing || reason === 'evicted' || reason === 'expired') left(key, entry, reason);
    };
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: CacheKey): CacheEntry<V> | undefined {
    return this.#map.get(key);
  }

  peek(key: CacheKey): CacheEntry<V> | undefined {
    return this.#map.peek(key);
  }

  weigh(key: CacheKey, entry: CacheEntry<V>): number | undefined {
    return this.#slots.weigh(key, entry);
  }

  put(key: CacheKey, entry: CacheEntry<V>, weight: number): void {
    const expiresAt = instantWithin(this.#map, entry.keepUntil - this.#clock.now());
    this.#quietly(() => this.#slots.put(key, entry, expiresAt, weight));
  }

  swap(key: CacheKey, entry: CacheEntry<V>): void {
    const slot = this.#slots.findLive(key);
    if (slot) slot.value = entry;
  }

  remove(key: CacheKey): boolean {
    return this.#quietly(() => this.#map.delete(key));
  }

  clear(): void {
    this.#quietly(() => this.#map.clear());
  }

  walk(): Iterable<CacheKey> {
    return this.#slots.keys();
  }

  #quietly<R>(change: () => R): R {
    this.#isOurDoing = true;
    try {
      const result = change();
      this.#slots.notices.deliver();
      return result;
    } finally {
      this.#isOurDoing = false;
    }
  }
}

import type { CacheEntry, CacheKey } from '@memoir/core';
import type { Evictions } from './memory-namespace.js';
import { NOWHERE } from './min-heap.js';
import type { BoundShelf, SharedBound } from './shared-bound.js';
import type { Shelf } from './shelf.js';
import { SlotOrder } from './slot-order.js';
import { TabledMap } from './tabled-map.js';

/** The numbers of slots are given anew when there are this many times as many as entries, ... */
const MOST_SLOTS_PER_ENTRY = 4;
/** ... and this many more. */
const SPARE_SLOTS = 256;

/**
 * A shelf that shares a bound: it knows which of its entries is the coldest, the bound knows which shelf's is.
 *
 * Its table has numbers of slots, and the entries stand beside it. A Map that is filled and emptied is rebuilt again and
 * again, and each of its former tables, once it is old, keeps alive the next one with all that stood in it then, until the
 * next full garbage collection. Measured with near misses that hit Redis: a table of the entries themselves costs them a
 * fifth more of the processor's time.
 */
export class LruShelf<V> implements Shelf<V>, BoundShelf {
  rank = 0;
  place = NOWHERE;
  #slots = new TabledMap<number>();
  // By slot.
  #keys: CacheKey[] = [];
  #entries: (CacheEntry<V> | undefined)[] = [];
  #weights: number[] = [];
  #usedIn: number[] = [];
  #order = new SlotOrder();
  #vacant: number[] = [];
  #weight = 0;
  readonly #bound: SharedBound;
  readonly #evictions: Evictions;

  constructor(bound: SharedBound, evictions: Evictions) {
    this.#bound = bound;
    this.#evictions = evictions;
  }

  get size(): number {
    return this.#slots.size;
  }

  get(key: CacheKey): CacheEntry<V> | undefined {
    const slot = this.#slots.get(key) ?? this.#slots.readFirst(key);
    if (slot === undefined) return undefined;
    this.#order.promote(slot);
    this.#usedIn[slot] = this.#bound.turn;
    return this.#entries[slot];
  }

  peek(key: CacheKey): CacheEntry<V> | undefined {
    const slot = this.#slots.peek(key);
    return slot === undefined ? undefined : this.#entries[slot];
  }

  weigh(key: CacheKey, entry: CacheEntry<V>): number | undefined {
    return this.#bound.weigh(key, entry);
  }

  put(key: CacheKey, entry: CacheEntry<V>, weight: number): void {
    const standing = this.#slots.peek(key);
    const slot = standing ?? this.#slotFor(key);
    const before = this.#weights[slot]!;
    this.#entries[slot] = entry;
    this.#weights[slot] = weight;
    this.#usedIn[slot] = ++this.#bound.turn;
    this.#order.promote(slot);
    this.#account(standing === undefined ? 1 : 0, weight - before);
    this.#bound.shrink();
  }

  swap(key: CacheKey, entry: CacheEntry<V>): void {
    const slot = this.#slots.peek(key);
    if (slot !== undefined) this.#entries[slot] = entry;
  }

  remove(key: CacheKey): boolean {
    const slot = this.#slots.peek(key);
    if (slot === undefined) return false;
    this.#vacate(slot);
    return true;
  }

  clear(): void {
    const { size } = this.#slots;
    this.#slots = new TabledMap();
    this.#keys = [];
    this.#entries = [];
    this.#weights = [];
    this.#usedIn = [];
    this.#order = new SlotOrder();
    this.#vacant = [];
    this.#account(-size, -this.#weight);
  }

  walk(): Iterable<CacheKey> {
    return this.#slots.walk();
  }

  coldestUse(): number {
    return this.#usedIn[this.#order.oldest]!;
  }

  evictColdest(): CacheKey {
    const slot = this.#order.oldest;
    const key = this.#keys[slot]!;
    const entry = this.#entries[slot]!;
    this.#vacate(slot);
    this.#evictions.evicted(key, entry);
    return key;
  }

  tellEvicted(key: CacheKey): void {
    this.#evictions.tellEvicted(key);
  }

  /** An empty one of no weight, which is the newest. */
  #slotFor(key: CacheKey): number {
    const slot = this.#vacant.pop() ?? this.#keys.length;
    this.#keys[slot] = key;
    this.#weights[slot] = 0;
    this.#order.addNewest(slot);
    this.#slots.put(key, slot);
    return slot;
  }

  #vacate(slot: number): void {
    const weight = this.#weights[slot]!;
    this.#slots.remove(this.#keys[slot]!);
    this.#keys[slot] = '';
    this.#entries[slot] = undefined;
    this.#order.remove(slot);
    this.#vacant.push(slot);
    const { size } = this.#slots;
    if (this.#keys.length > MOST_SLOTS_PER_ENTRY * size + SPARE_SLOTS) this.#closeRanks();
    this.#account(-1, -weight);
  }

  /** Gives all entries the lowest numbers: what many have taken is given back when few are left, to other shelves say. */
  #closeRanks(): void {
    const kept: number[] = [];
    for (let slot = this.#order.oldest; slot >= 0; slot = this.#order.newerThan(slot)) kept.push(slot);
    this.#keys = kept.map((slot) => this.#keys[slot]!);
    this.#entries = kept.map((slot) => this.#entries[slot]);
    this.#weights = kept.map((slot) => this.#weights[slot]!);
    this.#usedIn = kept.map((slot) => this.#usedIn[slot]!);
    this.#order = new SlotOrder();
    this.#vacant = [];
    for (const [slot, key] of this.#keys.entries()) {
      this.#order.addNewest(slot);
      this.#slots.put(key, slot);
    }
  }

  /** There are so many entries more, and so much weight. */
  #account(entries: number, weight: number): void {
    this.#weight += weight;
    this.#bound.account(this, entries, weight, this.#slots.size);
  }
}

import type { CacheEntry, CacheKey } from '@memoir/core';
import type { Evictions } from './memory-namespace.js';
import type { Shelf } from './shelf.js';
import type { StrategyBound, StrategyShelfInBound, Tracked } from './strategy-bound.js';

interface Held<V> extends Tracked {
  entry: CacheEntry<V>;
}

/** A shelf that shares a bound which a strategy keeps. To clear it takes as long as it holds entries. */
export class StrategyShelf<V> implements Shelf<V>, StrategyShelfInBound {
  readonly #held = new Map<CacheKey, Held<V>>();
  readonly #number: string;

  constructor(
    private readonly bound: StrategyBound,
    private readonly evictions: Evictions,
  ) {
    this.#number = bound.nextNumber();
  }

  get size(): number {
    return this.#held.size;
  }

  get(key: CacheKey): CacheEntry<V> | undefined {
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    this.bound.read(held);
    return held.entry;
  }

  peek(key: CacheKey): CacheEntry<V> | undefined {
    return this.#held.get(key)?.entry;
  }

  weigh(key: CacheKey, entry: CacheEntry<V>): number | undefined {
    return this.bound.weigh(key, entry);
  }

  put(key: CacheKey, entry: CacheEntry<V>, weight: number): void {
    const id = this.#held.get(key)?.id ?? this.#number + key;
    const held: Held<V> = { id, value: weight, entry, strategySlot: undefined };
    this.#held.set(key, held);
    this.bound.written(held, this.#number, this);
  }

  swap(key: CacheKey, entry: CacheEntry<V>): void {
    const held = this.#held.get(key);
    if (held) held.entry = entry;
  }

  remove(key: CacheKey): boolean {
    const held = this.#held.get(key);
    if (held === undefined) return false;
    this.#held.delete(key);
    this.bound.released(held.id);
    if (this.#held.size === 0) this.bound.emptied(this.#number);
    return true;
  }

  clear(): void {
    for (const { id } of this.#held.values()) this.bound.released(id);
    this.#held.clear();
    this.bound.emptied(this.#number);
  }

  walk(): Iterable<CacheKey> {
    return this.#held.keys();
  }

  evict(key: CacheKey): void {
    const { entry } = this.#held.get(key)!;
    this.remove(key);
    this.evictions.evicted(key, entry);
  }

  tellEvicted(key: CacheKey): void {
    this.evictions.tellEvicted(key);
  }
}

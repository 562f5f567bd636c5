import type { CacheEntry, CacheKey, EvictionBound, EvictionStrategy, TrackedEntry } from '@memoir/core';
import type { SharedBound } from './shared-bound.js';

/** What a strategy over all shelves sees of an entry: its value is its weight. The mark in its slot is the strategy's. */
export interface Tracked extends Pick<TrackedEntry, 'strategySlot'> {
  /** The key among all shelves. */
  readonly id: string;
  readonly value: number;
}

export interface StrategyShelfInBound {
  evict(key: CacheKey): void;
  /** To be called when the state is consistent. */
  tellEvicted(key: CacheKey): void;
}

const AFTER_NUMBER = ' ';

/** One bound over many shelves that a strategy of core keeps, instead of least recently used. */
export class StrategyBound {
  readonly #strategy: EvictionStrategy;
  readonly #scales: SharedBound;
  /** Those that hold something, by their numbers. */
  readonly #shelves = new Map<string, StrategyShelfInBound>();
  #numbers = 0;

  /**
   * @param build makes the strategy for the bound
   * @param bound in entries, or in bytes where `isInBytes`
   * @param scales tell what an entry counts for
   */
  constructor(
    build: (bound: EvictionBound) => EvictionStrategy,
    capacity: number,
    isInBytes: boolean,
    scales: SharedBound,
  ) {
    this.#strategy = build(isInBytes ? { capacity, weigh: (weight: number) => weight } : { capacity });
    this.#scales = scales;
  }

  /** Of all that is held, as far as the strategy tells. */
  get weight(): number | undefined {
    const { weight } = this.#strategy as { readonly weight?: unknown };
    return typeof weight === 'number' ? weight : undefined;
  }

  nextNumber(): string {
    return `${++this.#numbers}${AFTER_NUMBER}`;
  }

  weigh(key: CacheKey, entry: CacheEntry<unknown>): number | undefined {
    return this.#scales.weigh(key, entry);
  }

  read(tracked: Tracked): void {
    this.#strategy.markRead(tracked.id, tracked as unknown as TrackedEntry);
  }

  written(tracked: Tracked, number: string, shelf: StrategyShelfInBound): void {
    this.#shelves.set(number, shelf);
    this.#strategy.markWritten(tracked.id, tracked as unknown as TrackedEntry);
    this.#shrink();
  }

  released(id: string): void {
    this.#strategy.markReleased(id);
  }

  /** A shelf holds nothing any more: nobody keeps it alive for the bound's sake. */
  emptied(number: string): void {
    this.#shelves.delete(number);
  }

  #shrink(): void {
    const evicted: { shelf: StrategyShelfInBound; key: CacheKey }[] = [];
    for (let id = this.#strategy.nextToRelease(); id !== undefined; id = this.#strategy.nextToRelease()) {
      const end = id.indexOf(AFTER_NUMBER) + AFTER_NUMBER.length;
      const shelf = this.#shelves.get(id.slice(0, end))!;
      const key = id.slice(end);
      shelf.evict(key);
      evicted.push({ shelf, key });
    }
    for (const { shelf, key } of evicted) shelf.tellEvicted(key);
  }
}

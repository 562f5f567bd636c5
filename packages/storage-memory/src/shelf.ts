import type { CacheEntry, CacheKey } from '@memoir/core';

/** Where the entries of one namespace stand: bounded by nothing, or sharing a bound with the other namespaces. */
export interface Shelf<V> {
  /** How many entries stand. */
  readonly size: number;
  /** Counts as a use. Where it finds nothing, `readFirst` is to be asked. */
  get(key: CacheKey): CacheEntry<V> | undefined;
  /** What stands and `get` did not find. Counts as a use. */
  readFirst?(key: CacheKey): CacheEntry<V> | undefined;
  /** Does not count as a use. */
  peek(key: CacheKey): CacheEntry<V> | undefined;
  /** What the entry counts for, measured here and nowhere else; `undefined` if it is larger than the whole bound. */
  weigh(key: CacheKey, entry: CacheEntry<V>): number | undefined;
  /** Puts the entry in place of any other. What has to go for it is gone, and told of, when this returns. */
  put(key: CacheKey, entry: CacheEntry<V>, weight: number): void;
  /** Changes the facts about a value that stands, without a use. */
  swap(key: CacheKey, entry: CacheEntry<V>): void;
  remove(key: CacheKey): boolean;
  /** O(1). */
  clear(): void;
  /**
   * The keys of all that stands, in any order. May be paused while the shelf changes: what stands from beginning to end
   * and is not used meanwhile is met, and what is met may be gone.
   */
  walk(): Iterable<CacheKey>;
}

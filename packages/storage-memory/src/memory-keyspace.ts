import {
  type CacheEntry,
  type CacheKey,
  factsOf,
  type Keyspace,
  type KeyspaceContext,
  type TierDescription,
} from '@memoir/core';
import type { MemoryNamespace } from './memory-namespace.js';
import type { Opener } from './openers.js';
import type { Shelf } from './shelf.js';

/** One opener's view of a namespace. Every method answers synchronously. */
export class MemoryKeyspace<V> implements Keyspace<V> {
  readonly keepsOfferedEntry = true;
  readonly tellsRemovals = true;
  readonly #shelf: Shelf<V>;
  readonly #namespace: MemoryNamespace<V>;
  readonly #opener: Opener;

  constructor(namespace: MemoryNamespace<V>, context: KeyspaceContext) {
    this.#shelf = namespace.shelf;
    this.#namespace = namespace;
    this.#opener = { context };
    namespace.addOpener(this.#opener);
  }

  get size(): number {
    return this.#shelf.size;
  }

  /** Asks no clock: what is past its `keepUntil` may be answered until the sweep finds it; freshness is the line's to judge. */
  get(key: CacheKey): CacheEntry<V> | undefined {
    const entry = this.#shelf.get(key);
    if (entry === undefined) return this.#readFirst(key);
    const { tags } = this.#namespace;
    return tags === undefined || tags.isUntouched || tags.hasJudged(entry) ? entry : this.#namespace.judge(key, entry);
  }

  #readFirst(key: CacheKey): CacheEntry<V> | undefined {
    const entry = this.#shelf.readFirst?.(key);
    return entry && this.#namespace.judge(key, entry);
  }

  peek(key: CacheKey): CacheEntry<V> | undefined {
    const entry = this.#shelf.peek(key);
    return entry && this.#namespace.foresee(key, entry);
  }

  describe(key: CacheKey): readonly TierDescription[] {
    const standing = this.#shelf.peek(key);
    if (standing === undefined) {
      return [{ tier: 'memory', entry: undefined, isServed: false, reasons: ['nothing stands in memory'] }];
    }
    const entry = this.#namespace.foresee(key, standing);
    const reasons = entry === undefined ? ['one of its tags was invalidated after it was stored'] : [];
    return [{ tier: 'memory', entry: factsOf(entry ?? standing), isServed: entry !== undefined, reasons }];
  }

  /** Does not store what is larger than the storage's whole `maxBytes`; the older entry of that key goes then, too. */
  offer(key: CacheKey, entry: CacheEntry<V>): 'stored' | 'not-stored' {
    return this.#namespace.offer(key, entry, this.#opener);
  }

  release(key: CacheKey): 'released' {
    this.#namespace.remove(key, 'evicted', this.#opener);
    return 'released';
  }

  invalidate(key: CacheKey): void {
    this.#namespace.remove(key, 'invalidated', this.#opener);
  }

  expire(key: CacheKey): void {
    this.#namespace.expire(key);
  }

  /** O(1), unless others have opened the namespace: they are told of every key. */
  clear(): void {
    this.#namespace.clear(this.#opener);
  }
}

import assert from 'node:assert/strict';
import type { TrackedEntry } from '../entry/cache-entry.js';
import type { EvictionStrategy } from '../eviction/eviction-strategy.js';
import type { CacheKey } from '../key/cache-key.js';

/** Whether a storage answers with the very entry it was offered, so that the strategy finds its slot, or with a copy. */
export type EntryIdentity = 'kept' | 'copied';

/** One function's entries, as the line keeps them, and the strategy that is told of them. */
export class EvictionBench {
  readonly strategy: EvictionStrategy;
  readonly #held = new Map<CacheKey, TrackedEntry>();
  readonly #identity: EntryIdentity;

  constructor(strategy: EvictionStrategy, identity: EntryIdentity) {
    this.strategy = strategy;
    this.#identity = identity;
  }

  get held(): readonly CacheKey[] {
    return [...this.#held.keys()];
  }

  valueOf(key: CacheKey): unknown {
    return this.#held.get(key)?.value;
  }

  /** Stores a new entry, in place of an older one where there is one. */
  write(key: CacheKey, value: unknown = 1, entry: TrackedEntry = entryOf(value)): void {
    this.#held.set(key, entry);
    this.strategy.markWritten(key, this.#seen(entry));
  }

  /** Stores `key 0`, `key 1` and so on. */
  writeMany(count: number, value: unknown = 1): void {
    for (let n = 0; n < count; n++) this.write(`key ${n}`, value);
  }

  /** Serves an entry; one that the strategy was never told of where none is held. */
  read(key: CacheKey): void {
    this.strategy.markRead(key, this.#seen(this.#held.get(key) ?? entryOf(0)));
  }

  release(key: CacheKey): void {
    this.#held.delete(key);
    this.strategy.markReleased(key);
  }

  /** Releases what the strategy names until it names nothing; gives the keys in that order. */
  drain(): CacheKey[] {
    const released: CacheKey[] = [];
    for (let key = this.strategy.nextToRelease(); key !== undefined; key = this.strategy.nextToRelease()) {
      if (!this.#held.has(key)) assert.fail(`names ${JSON.stringify(key)}, which is not held`);
      this.release(key);
      released.push(key);
    }
    return released;
  }

  expectTracked(): void {
    const tracked = [...this.strategy.tracked()].sort();
    assert.equal(JSON.stringify(tracked), JSON.stringify(this.held.toSorted()), 'tracked and held keys differ');
  }

  #seen(entry: TrackedEntry): TrackedEntry {
    return this.#identity === 'kept' ? entry : { ...entry, strategySlot: undefined };
  }
}

/** An entry as the line makes it: its slot is empty. */
export function entryOf(value: unknown): TrackedEntry {
  return {
    value,
    createdAt: 0,
    staleAt: 1,
    expiresAt: 2,
    keepUntil: 3,
    tags: [],
    version: undefined,
    loadedIn: 1,
    strategySlot: undefined,
  };
}

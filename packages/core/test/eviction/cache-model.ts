import type { CacheEntry, TrackedEntry } from '../../src/entry/cache-entry.js';
import type { EvictionStrategy } from '../../src/eviction/eviction-strategy.js';

/** An entry as the line would make it, with a slot of its own. */
export function entryOf(value: unknown = undefined): TrackedEntry {
  const facts: CacheEntry<unknown> = {
    value,
    createdAt: 0,
    staleAt: 1,
    expiresAt: 2,
    keepUntil: 3,
    tags: [],
    version: undefined,
    loadedIn: 0,
  };
  return Object.assign(facts, { strategySlot: undefined });
}

/** A Map that does for a strategy what the line does: tells of reads and writes, and releases what is named. */
export class BoundedModel {
  readonly entries = new Map<string, TrackedEntry>();
  readonly released: string[] = [];

  constructor(readonly strategy: EvictionStrategy) {}

  /** Asks for a key and stores it where it is missing; true on a hit. */
  request(key: string, value: unknown = undefined): boolean {
    const entry = this.entries.get(key);
    if (entry) this.strategy.markRead(key, entry);
    else this.write(key, value);
    return entry !== undefined;
  }

  /** Stores a key, new or anew. */
  write(key: string, value: unknown = undefined): void {
    const entry = entryOf(value);
    const isNew = !this.entries.has(key);
    this.entries.set(key, entry);
    try {
      this.strategy.markWritten(key, entry, isNew);
    } finally {
      this.shrink();
    }
  }

  /** Forgets a key as an invalidation does. */
  delete(key: string): void {
    if (this.entries.delete(key)) this.strategy.markReleased(key);
  }

  /** Releases what the strategy names until it names nothing. */
  shrink(): void {
    for (let key = this.strategy.nextToRelease(); key !== undefined; key = this.strategy.nextToRelease()) {
      if (!this.entries.delete(key)) throw new Error(`${key} is named but not held`);
      this.released.push(key);
      this.strategy.markReleased(key);
    }
  }

  get keys(): string[] {
    return [...this.entries.keys()];
  }
}

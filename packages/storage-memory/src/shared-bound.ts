import type { CacheEntry, CacheKey, StorageFacts } from '@memoir/core';
import { byteSizeOf } from './byte-size-of.js';
import { MinHeap, type Ranked } from './min-heap.js';

/**
 * Bytes of an entry besides its key and value: the entry with its facts, the promise kept on it, and its places in the
 * tables; measured over a million entries on Node 20.
 */
const ENTRY_OVERHEAD = 350;

/** A shelf as the bound sees it. `rank` is at most the turn in which its coldest entry was last used. */
export interface BoundShelf extends Ranked {
  /** The turn in which the coldest entry was last used. */
  coldestUse(): number;
  /** @returns its key, to be told of when the state is consistent */
  evictColdest(): CacheKey;
  tellEvicted(key: CacheKey): void;
}

/**
 * One bound over many shelves. Time is counted in turns, one per write: as entries are only pushed out by writes, this
 * is as exact as it need be, and a read costs one assignment.
 */
export class SharedBound {
  turn = 0;
  #entries = 0;
  #bytes = 0;
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  /** Those that hold something. Ranks lag behind, as reads do not raise them: whoever is first is looked at again. */
  readonly #shelves = new MinHeap<BoundShelf>();

  constructor(maxEntries = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  /**
   * How full it is, in what it bounds.
   *
   * @param bytes what somebody else has counted, where the bound is kept by a strategy
   */
  facts(bytes = this.#bytes): Pick<StorageFacts, 'bytes' | 'maxEntries' | 'maxBytes'> {
    return {
      bytes: this.#maxBytes === Number.POSITIVE_INFINITY ? undefined : bytes,
      maxEntries: finite(this.#maxEntries),
      maxBytes: finite(this.#maxBytes),
    };
  }

  /** What an entry counts for in bytes; 1 where bytes do not count, `undefined` if it is larger than the bound. */
  weigh(key: CacheKey, entry: CacheEntry<unknown>): number | undefined {
    if (this.#maxBytes === Number.POSITIVE_INFINITY) return 1;
    const fixed = ENTRY_OVERHEAD + byteSizeOf(key);
    const bytes = fixed + byteSizeOf(entry.value, this.#maxBytes - fixed);
    return bytes > this.#maxBytes ? undefined : bytes;
  }

  /** A shelf has changed by that much, and holds so many entries now. */
  account(shelf: BoundShelf, entries: number, bytes: number, held: number): void {
    this.#entries += entries;
    this.#bytes += bytes;
    if (held === 0) this.#shelves.remove(shelf);
    else if (!this.#shelves.has(shelf)) {
      shelf.rank = shelf.coldestUse();
      this.#shelves.push(shelf);
    }
  }

  /** Gives up what was used longest ago, on whichever shelf, until the bound holds. */
  shrink(): void {
    if (!this.#isExceeded) return;
    const shelf = this.#coldest();
    const key = shelf.evictColdest();
    // Nearly always one goes for one that came, which needs no list.
    if (this.#isExceeded) this.#shrinkFurther(shelf, key);
    else shelf.tellEvicted(key);
  }

  #shrinkFurther(first: BoundShelf, key: CacheKey): void {
    const evicted = [{ shelf: first, key }];
    while (this.#isExceeded) {
      const shelf = this.#coldest();
      evicted.push({ shelf, key: shelf.evictColdest() });
    }
    for (const { shelf, key } of evicted) shelf.tellEvicted(key);
  }

  get #isExceeded(): boolean {
    return this.#entries > this.#maxEntries || this.#bytes > this.#maxBytes;
  }

  #coldest(): BoundShelf {
    if (this.#shelves.size === 1) return this.#shelves.first!;
    for (;;) {
      const shelf = this.#shelves.first!;
      shelf.rank = shelf.coldestUse();
      this.#shelves.update(shelf);
      if (this.#shelves.first === shelf) return shelf;
    }
  }
}

function finite(bound: number): number | undefined {
  return bound === Number.POSITIVE_INFINITY ? undefined : bound;
}

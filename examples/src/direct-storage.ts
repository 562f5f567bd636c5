// A storage written directly against the interface: in memory, with one bound over all functions that use it.
import {
  type CacheEntry,
  type CacheKey,
  type CacheStorage,
  expiredAt,
  type Keyspace,
  type KeyspaceContext,
} from '@memoir/core';

interface Slot {
  readonly key: CacheKey;
  entry: CacheEntry<any>;
  /** The function's share that the slot is in. */
  readonly share: Map<CacheKey, Slot>;
  readonly context: KeyspaceContext;
}

/** Keeps the latest results of all functions together. What was stored longest ago goes first. */
export class LatestResultsStorage implements CacheStorage {
  readonly shared = false;
  readonly boundsItself = true;
  readonly #shares = new Map<string, Map<CacheKey, Slot>>();
  /** In the order stored. */
  readonly #slots = new Set<Slot>();
  readonly #maxEntries: number;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
    const share = this.#shares.get(namespace) ?? new Map<CacheKey, Slot>();
    // Nobody else can name a private namespace, so it need not be found again and goes when its function goes.
    if (!context.private) this.#shares.set(namespace, share);
    return {
      // Nothing is copied, so the line can leave its marks on an entry: that is what makes a hit fast.
      keepsOfferedEntry: true,
      get: (key) => {
        const entry = share.get(key)?.entry;
        return entry && context.clock.now() < entry.keepUntil ? entry : undefined;
      },
      offer: (key, entry) => {
        this.#drop(share.get(key));
        const slot = { key, entry, share, context };
        share.set(key, slot);
        this.#slots.add(slot);
        this.#shrink();
        return 'stored';
      },
      release: (key) => {
        this.#drop(share.get(key));
        return 'released';
      },
      invalidate: (key) => this.#drop(share.get(key)),
      expire: (key) => {
        const slot = share.get(key);
        if (slot) slot.entry = expiredAt(context.clock.now(), slot.entry);
      },
      clear: () => {
        for (const slot of share.values()) this.#drop(slot);
      },
    };
  }

  #shrink(): void {
    for (const slot of this.#slots) {
      if (this.#slots.size <= this.#maxEntries) return;
      this.#drop(slot);
      // Nobody asked for this removal, so whoever counts has to be told, once it is done.
      slot.context.removed(slot.key, 'evicted');
    }
  }

  #drop(slot: Slot | undefined): void {
    if (!slot) return;
    slot.share.delete(slot.key);
    this.#slots.delete(slot);
  }
}

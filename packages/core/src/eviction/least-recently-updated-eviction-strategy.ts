import type { TrackedEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import { BoundedEvictionStrategy } from './bounded-eviction-strategy.js';
import type { EvictionBound } from './eviction-strategy.js';
import { NO_SLOT } from './hash-chains.js';
import { LinkedSlots } from './linked-slots.js';

const ORDER = 0;

/**
 * Gives up what has not been stored anew for longest; a read counts for nothing, so that a value goes by the age of
 * its load. Source: py-memoize, `LeastRecentlyUpdatedEvictionStrategy`.
 */
export class LeastRecentlyUpdatedEvictionStrategy extends BoundedEvictionStrategy {
  readonly #order = new LinkedSlots();

  constructor(bound: EvictionBound = {}) {
    super(bound, 1);
  }

  override markRead(key: CacheKey, entry: TrackedEntry): void {
    if (this.isAdvised) super.markRead(key, entry);
  }

  protected touched(): void {}

  protected added(slot: number): void {
    this.#order.append(ORDER, slot);
  }

  protected overwritten(slot: number): void {
    this.#order.moveToEnd(ORDER, slot);
  }

  protected removed(slot: number): void {
    this.#order.remove(slot);
  }

  protected coldest(): number {
    return this.#order.isEmpty(ORDER) ? NO_SLOT : this.#order.front(ORDER);
  }

  protected inOrder(): Iterable<number> {
    return this.#order.slotsOf(ORDER);
  }
}

import type { TrackedEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import { BoundedEvictionStrategy } from './bounded-eviction-strategy.js';
import type { EvictionBound } from './eviction-strategy.js';
import { NO_SLOT } from './hash-chains.js';
import { LinkedSlots } from './linked-slots.js';

const QUEUE = 0;

/** Gives up what came in first, whatever is read or written anew meanwhile. A read costs nothing. */
export class FifoEvictionStrategy extends BoundedEvictionStrategy {
  readonly #queue = new LinkedSlots();

  constructor(bound: EvictionBound = {}) {
    super(bound, 1);
  }

  override markRead(key: CacheKey, entry: TrackedEntry): void {
    if (this.isAdvised) super.markRead(key, entry);
  }

  protected touched(): void {}

  protected added(slot: number): void {
    this.#queue.append(QUEUE, slot);
  }

  protected overwritten(): void {}

  protected removed(slot: number): void {
    this.#queue.remove(slot);
  }

  protected coldest(): number {
    return this.#queue.isEmpty(QUEUE) ? NO_SLOT : this.#queue.front(QUEUE);
  }

  protected inOrder(): Iterable<number> {
    return this.#queue.slotsOf(QUEUE);
  }
}

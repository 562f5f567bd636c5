import { BoundedEvictionStrategy } from './bounded-eviction-strategy.js';
import type { EvictionBound } from './eviction-strategy.js';
import { NO_SLOT } from './hash-chains.js';
import { LinkedSlots } from './linked-slots.js';

const ORDER = 0;

/**
 * Gives up what nobody has read for longest. A first write counts like a read; a refresh of what is held does not, or
 * a schedule that refreshes everything would make everything look used.
 */
export class LeastRecentlyUsedEvictionStrategy extends BoundedEvictionStrategy {
  readonly #order = new LinkedSlots();

  constructor(bound: EvictionBound = {}) {
    super(bound, 1);
  }

  protected touched(slot: number): void {
    this.#order.moveToEnd(ORDER, slot);
  }

  protected added(slot: number): void {
    this.#order.append(ORDER, slot);
  }

  protected overwritten(): void {}

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

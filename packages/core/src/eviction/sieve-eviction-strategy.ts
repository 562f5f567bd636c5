import { BoundedEvictionStrategy } from './bounded-eviction-strategy.js';
import type { EvictionBound } from './eviction-strategy.js';
import { FIRST_LENGTH, withRoomFor } from './growing-array.js';
import { NO_SLOT } from './hash-chains.js';
import { LinkedSlots } from './linked-slots.js';

const QUEUE = 0;

/**
 * A queue in order of arrival with a hand that moves from the oldest to the newest: it passes over what was read since
 * it last came by, and the first that was not read goes. A read costs one byte written. Source: Zhang, Yang, Yue,
 * Vigfusson and Rashmi, "SIEVE is Simpler than LRU: an Efficient Turn-Key Eviction Algorithm for Web Caches", NSDI 2024.
 *
 * What arrives last is put in before something goes, so the hand leaves it out.
 */
export class SieveEvictionStrategy extends BoundedEvictionStrategy {
  readonly #queue = new LinkedSlots();
  #visited = new Uint8Array(FIRST_LENGTH);
  /** Where the hand looks next; at the list itself, it begins at the oldest again. */
  #hand = QUEUE;
  #newest = NO_SLOT;

  constructor(bound: EvictionBound = {}) {
    super(bound, 1);
  }

  protected touched(slot: number): void {
    this.#visited[slot] = 1;
  }

  protected added(slot: number): void {
    this.#visited = withRoomFor(this.#visited, slot);
    this.#visited[slot] = 0;
    this.#queue.append(QUEUE, slot);
    this.#newest = slot;
  }

  protected overwritten(): void {}

  protected removed(slot: number, wasNamed: boolean): void {
    if (slot === this.#hand) this.#hand = wasNamed ? this.#behind(slot) : this.#queue.after(slot);
    if (slot === this.#newest) this.#newest = NO_SLOT;
    this.#queue.remove(slot);
  }

  protected coldest(): number {
    if (this.slots.size <= 1) return this.#queue.isEmpty(QUEUE) ? NO_SLOT : this.#queue.front(QUEUE);
    for (;;) {
      if (this.#hand === QUEUE) this.#hand = this.#queue.front(QUEUE);
      if (this.#visited[this.#hand] === 0) return this.#hand;
      this.#visited[this.#hand] = 0;
      this.#hand = this.#behind(this.#hand);
    }
  }

  #behind(slot: number): number {
    const next = this.#queue.after(slot);
    return next === this.#newest ? QUEUE : next;
  }

  /** From where the hand is, what was not read first. */
  protected inOrder(): Iterable<number> {
    const slots = [...this.#queue.slotsOf(QUEUE)];
    const hand = Math.max(0, slots.indexOf(this.#hand));
    const ahead = [...slots.slice(hand), ...slots.slice(0, hand)];
    return ahead.toSorted((one, other) => this.#visited[one]! - this.#visited[other]!);
  }
}

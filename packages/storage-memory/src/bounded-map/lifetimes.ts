import type { Clock, EpochMilliseconds } from '@memoir/core';
import { MinHeap } from '../min-heap.js';
import type { Slot } from './slot.js';

/** Until when each slot is good; the clock is asked only for those that are not good for ever. */
export class Lifetimes<K, V> {
  readonly #clock: Clock;
  readonly #ending = new MinHeap<Slot<K, V>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many slots are not good for ever. */
  get size(): number {
    return this.#ending.size;
  }

  /** The slot that expires first, if it has. */
  get due(): Slot<K, V> | undefined {
    const { first } = this.#ending;
    return first && this.hasEnded(first) ? first : undefined;
  }

  hasEnded(slot: Slot<K, V>): boolean {
    return slot.rank !== Number.POSITIVE_INFINITY && slot.rank <= this.#clock.now();
  }

  /** @param endsAt `Infinity`: never */
  set(slot: Slot<K, V>, endsAt: EpochMilliseconds): void {
    slot.rank = endsAt;
    if (endsAt === Number.POSITIVE_INFINITY) this.#ending.remove(slot);
    else if (this.#ending.has(slot)) this.#ending.update(slot);
    else this.#ending.push(slot);
  }

  forget(slot: Slot<K, V>): void {
    this.#ending.remove(slot);
  }

  clear(): void {
    this.#ending.clear();
  }
}

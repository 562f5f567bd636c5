import type { Clock, EpochMilliseconds } from '@memoir/core';
import { MinHeap } from '../min-heap.js';
import { ExpiryRun } from './expiry-run.js';
import type { Slot } from './slot.js';

/**
 * Until when each slot is good; the clock is asked only for those that are not good for ever. What is written expires
 * after all that stands, as it does with one lifetime for all, at a cost that does not grow; what expires earlier than
 * something written before it takes log(size) steps.
 */
export class Lifetimes<K, V> {
  readonly #clock: Clock;
  readonly #inOrder = new ExpiryRun<Slot<K, V>>();
  readonly #outOfOrder = new MinHeap<Slot<K, V>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many slots are not good for ever. */
  get size(): number {
    return this.#inOrder.size + this.#outOfOrder.size;
  }

  /** The slot that expires first, if it has. */
  get due(): Slot<K, V> | undefined {
    const first = earlier(this.#inOrder.first, this.#outOfOrder.first);
    return first && this.hasEnded(first) ? first : undefined;
  }

  hasEnded(slot: Slot<K, V>): boolean {
    return slot.rank !== Number.POSITIVE_INFINITY && slot.rank <= this.#clock.now();
  }

  /** @param endsAt `Infinity`: never */
  set(slot: Slot<K, V>, endsAt: EpochMilliseconds): void {
    this.forget(slot);
    slot.rank = endsAt;
    if (endsAt === Number.POSITIVE_INFINITY || this.#inOrder.append(slot)) return;
    this.#outOfOrder.push(slot);
  }

  forget(slot: Slot<K, V>): void {
    if (slot.isInRun) this.#inOrder.remove(slot);
    else this.#outOfOrder.remove(slot);
  }

  clear(): void {
    this.#inOrder.clear();
    this.#outOfOrder.clear();
  }
}

function earlier<T extends { readonly rank: number }>(one: T | undefined, other: T | undefined): T | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.rank <= other.rank ? one : other;
}

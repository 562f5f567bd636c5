import { BoundedEvictionStrategy } from './bounded-eviction-strategy.js';
import type { EvictionBound } from './eviction-strategy.js';
import { GhostQueue } from './ghost-queue.js';
import { FIRST_LENGTH, withRoomFor } from './growing-array.js';
import { NO_SLOT } from './hash-chains.js';
import { WeightedLists } from './weighted-lists.js';

const { floor, max } = Math; // once, as in key-hash.ts

const SMALL = 0;
const MAIN = 1;
const LISTS = 2;

/** Source of all four: the paper named below. */
const SMALL_SHARE = 0.1;
const HIGHEST_COUNT = 3;
const READS_TO_GET_INTO_MAIN = 2;
const GHOSTS_PER_ENTRY = 1 - SMALL_SHARE;

/**
 * Three queues: what is new waits in a small one and goes from there unless it was read twice, when it gets into the
 * main one; a third remembers the keys that went from the small one, and one that comes back gets into the main one at
 * once. There, what was read is put in again with its count one lower. A read costs one byte written. Source: Yang,
 * Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023.
 */
export class S3FifoEvictionStrategy extends BoundedEvictionStrategy {
  readonly #queues: WeightedLists;
  readonly #ghosts = new GhostQueue();
  #counts = new Uint8Array(FIRST_LENGTH);
  #newest = NO_SLOT;

  constructor(bound: EvictionBound = {}) {
    super(bound, LISTS);
    this.#queues = new WeightedLists(LISTS, bound.weigh && ((slot) => this.weightOf(slot)));
  }

  protected touched(slot: number): void {
    if (this.#counts[slot]! < HIGHEST_COUNT) this.#counts[slot]!++;
  }

  protected added(slot: number): void {
    this.#counts = withRoomFor(this.#counts, slot);
    this.#counts[slot] = 0;
    this.#newest = slot;
    this.#queues.append(this.#ghosts.take(this.slots.hashOf(slot)) ? MAIN : SMALL, slot);
  }

  protected overwritten(slot: number, heavierBy: number): void {
    this.#queues.reweigh(slot, heavierBy);
  }

  protected removed(slot: number, wasNamed: boolean): void {
    this.#queues.remove(slot);
    if (slot === this.#newest) this.#newest = NO_SLOT;
    if (wasNamed && this.#queues.listOf(slot) === SMALL) {
      this.#ghosts.add(this.slots.hashOf(slot), floor((this.slots.size - 1) * GHOSTS_PER_ENTRY));
    }
  }

  protected coldest(): number {
    const isMainFull = this.#isMainFull();
    const preferred = isMainFull ? this.#coldestOfMain() : this.#coldestOfSmall();
    const slot = preferred !== NO_SLOT ? preferred : isMainFull ? this.#coldestOfSmall() : this.#coldestOfMain();
    if (slot === NO_SLOT) return this.#newest;
    // What the search has put in again belongs before what arrives after it.
    if (this.#isNewestInMain()) this.#queues.moveToEnd(MAIN, this.#newest);
    return slot;
  }

  protected *inOrder(): Iterable<number> {
    for (const list of [SMALL, MAIN]) yield* this.#queues.slotsOf(list);
  }

  #isMainFull(): boolean {
    const weight = this.#queues.weightOf(MAIN) - (this.#isNewestInMain() ? this.weightOf(this.#newest) : 0);
    return weight > this.capacity - max(1, floor(this.capacity * SMALL_SHARE));
  }

  #isNewestInMain(): boolean {
    return this.#newest !== NO_SLOT && this.#queues.listOf(this.#newest) === MAIN;
  }

  #coldestOfSmall(): number {
    for (;;) {
      const slot = this.#queues.front(SMALL, this.#newest);
      if (slot === NO_SLOT || this.#counts[slot]! < READS_TO_GET_INTO_MAIN) return slot;
      this.#counts[slot] = 0;
      this.#queues.moveToEnd(MAIN, slot);
    }
  }

  #coldestOfMain(): number {
    for (;;) {
      const slot = this.#queues.front(MAIN, this.#newest);
      if (slot === NO_SLOT || this.#counts[slot] === 0) return slot;
      this.#counts[slot]!--;
      this.#queues.moveToEnd(MAIN, slot);
    }
  }
}

import { BoundedEvictionStrategy } from './bounded-eviction-strategy.js';
import type { EvictionBound } from './eviction-strategy.js';
import { FIRST_LENGTH, withRoomFor } from './growing-array.js';
import { NO_SLOT } from './hash-chains.js';
import { LinkedSlots } from './linked-slots.js';

const { max } = Math; // once, as in key-hash.ts

/** A count fits one byte; list `n` holds the slots counted `n` times. */
const LISTS = 256;
const HIGHEST = LISTS - 1;
/**
 * All counts are halved after this many reads per entry held, so that what was popular long ago can go.
 * Source: the reset of TinyLFU (Einziger, Friedman and Manes, ACM Transactions on Storage 2017), whose sample is 8 to 10 times the cache.
 */
const READS_PER_ENTRY_UNTIL_HALVED = 10;
/** Below this many entries counts would be halved before they say anything. */
const FEWEST_ENTRIES = 16;

/**
 * Gives up what was read least often, and of those the one whose count has stood for longest. Counts age. What was
 * stored last is spared while there is anything else, because otherwise nothing new could ever be counted.
 */
export class LeastFrequentlyUsedEvictionStrategy extends BoundedEvictionStrategy {
  readonly #byCount = new LinkedSlots(LISTS);
  #counts = new Uint8Array(LISTS + FIRST_LENGTH);
  /** No list below this one has slots. */
  #lowest = HIGHEST;
  #newest = NO_SLOT;
  #reads = 0;

  constructor(bound: EvictionBound = {}) {
    super(bound, LISTS);
  }

  protected touched(slot: number): void {
    const count = this.#counts[slot]!;
    const next = count === HIGHEST ? HIGHEST : count + 1;
    this.#counts[slot] = next;
    this.#byCount.moveToEnd(next, slot);
    if (++this.#reads >= READS_PER_ENTRY_UNTIL_HALVED * max(this.slots.size, FEWEST_ENTRIES)) this.#halve();
  }

  protected added(slot: number): void {
    this.#counts = withRoomFor(this.#counts, slot);
    this.#counts[slot] = 1;
    this.#byCount.append(1, slot);
    this.#lowest = 1;
    this.#newest = slot;
  }

  protected overwritten(): void {}

  protected removed(slot: number): void {
    this.#byCount.remove(slot);
    if (slot === this.#newest) this.#newest = NO_SLOT;
  }

  protected coldest(): number {
    const list = this.#firstUsed(this.#lowest);
    this.#lowest = list;
    const slot = this.#byCount.front(list);
    if (slot !== this.#newest) return slot;
    const second = this.#byCount.after(slot);
    if (second !== list) return second;
    const nextList = this.#firstUsed(list + 1);
    return nextList === LISTS ? this.#newest : this.#byCount.front(nextList);
  }

  protected *inOrder(): Iterable<number> {
    for (let list = 1; list < LISTS; list++) yield* this.#byCount.slotsOf(list);
  }

  /** The lowest list from this one on that has slots, or `LISTS`. */
  #firstUsed(from: number): number {
    let list = from;
    while (list < LISTS && this.#byCount.isEmpty(list)) list++;
    return list;
  }

  #halve(): void {
    this.#reads = 0;
    const counts = this.#counts;
    for (let slot = LISTS; slot < counts.length; slot++) counts[slot] = halved(counts[slot]!);
    for (let count = 2; count < LISTS; count++) this.#byCount.moveAll(count, halved(count));
    this.#lowest = 1;
  }
}

/** At least 1: what is held was asked for once. */
function halved(count: number): number {
  return max(1, count >> 1);
}

import type { TrackedEntry } from '../entry/cache-entry.js';
import { ConfigurationError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import { hashOf } from '../key/key-hash.js';
import type { CapacityAdvice } from './advice/capacity-advice.js';
import { CapacityAdvisor } from './advice/capacity-advisor.js';
import { type CheckedBound, checkBound, checkCapacity } from './bound.js';
import { EntryWeights } from './entry-weights.js';
import type { EvictionBound, EvictionStrategy } from './eviction-strategy.js';
import { NO_SLOT } from './hash-chains.js';
import { KeySlots } from './key-slots.js';

/**
 * What all strategies with a bound share: the slots of keys, weights, and when something has to go. What is left to
 * each is the order.
 *
 * A read finds its slot on the entry; only where the storage does not keep the entry, or the entry carries the mark of
 * another strategy or of an earlier life of its key, is the key looked up. A read of a key that was never written here
 * is ignored.
 *
 * An entry heavier than the whole capacity is given up first, before it can drive out the others.
 *
 * What seldom happens has methods of its own, here and in the order: V8 inlines only so many bytecodes into one function,
 * run or not, and the calls that were left were a seventh of what a new key costs.
 */
export abstract class BoundedEvictionStrategy implements EvictionStrategy {
  protected readonly slots: KeySlots;
  #bound: CheckedBound;
  readonly #weights: EntryWeights | undefined;
  /** What was named last: most of the time the next to be released, which then need not be looked up. */
  #named = NO_SLOT;
  #advisor: CapacityAdvisor | undefined;

  /**
   * @param bound 4096 entries where nothing is given
   * @param firstSlot the first number that is a slot; lower ones belong to the order
   * @throws {ConfigurationError} unless the bound can be kept
   */
  protected constructor(bound: EvictionBound, firstSlot: number) {
    this.#bound = checkBound(bound);
    this.#weights = this.#bound.weigh && new EntryWeights(this.#bound.weigh, this.#bound.capacity);
    this.slots = new KeySlots(firstSlot);
  }

  /** The most entries, or the greatest sum of weights. */
  get capacity(): number {
    return this.#bound.capacity;
  }

  /** The sum of all known weights; `undefined` where every entry weighs 1. */
  get weight(): number | undefined {
    return this.#weights?.total;
  }

  /**
   * Changes the bound at once: from now on `nextToRelease` names keys until what is left keeps within it.
   *
   * @throws {ConfigurationError} as the constructor; the old bound then stays
   */
  setCapacity(capacity: number): void {
    const before = this.capacity;
    this.#bound = { ...this.#bound, capacity: checkCapacity(capacity, this.#bound.weigh) };
    this.#weights?.setLimit(this.#bound.capacity);
    if (this.#advisor && capacity !== before) this.#advisor = new CapacityAdvisor(capacity, undefined);
    this.resized();
  }

  /**
   * Begins to estimate what other capacities would give, or ends it. An entry of the sample carries no mark, so that its
   * reads are noticed and all others cost what they did.
   *
   * @throws {ConfigurationError} where the capacity is a weight
   */
  setCapacityAdvice(isGiven: boolean, hits = 0): void {
    if (isGiven && this.isWeighed) throw new ConfigurationError('capacity advice needs a capacity in entries', isGiven);
    if (isGiven !== this.isAdvised) this.#advisor = isGiven ? new CapacityAdvisor(this.capacity, hits) : undefined;
  }

  capacityAdvice(hits: number): CapacityAdvice | undefined {
    return this.#advisor?.advice(hits);
  }

  markRead(key: CacheKey, entry: TrackedEntry): void {
    const slot = this.#slotOf(key, entry);
    if (slot !== NO_SLOT) this.touched(slot);
  }

  /**
   * @throws {ConfigurationError} if `weigh` gives no weight, and whatever `weigh` throws; the entry is tracked
   *   nevertheless and is the next to be released, so that the bound is kept
   */
  markWritten(key: CacheKey, entry: TrackedEntry, isNew = false): void {
    const hash = hashOf(key);
    if (!isNew && this.#isWrittenOver(key, entry, hash)) return;
    const slot = this.slots.add(key, hash);
    if (this.#weights === undefined) this.added(slot, hash);
    else this.#addWeighed(slot, hash, key, entry.value);
    entry.strategySlot = this.markFor(slot); // afterwards, or it would tell of who had the slot before
    if (this.#advisor !== undefined) this.#adviseOfMiss(hash, entry);
  }

  markReleased(key: CacheKey): void {
    const named = this.#named;
    this.#named = NO_SLOT;
    if (named !== NO_SLOT && this.slots.isSlotOf(named, key)) this.#remove(named, true);
    else this.#removeUnnamed(this.slots.find(key));
  }

  nextToRelease(): CacheKey | undefined {
    if (!this.#isExceeded()) return undefined;
    const slot = this.#weights?.unbearable() ?? this.coldest();
    this.#named = slot;
    return slot === NO_SLOT ? undefined : this.slots.keyOf(slot);
  }

  tracked(): readonly CacheKey[] {
    const keys: CacheKey[] = [];
    for (const slot of this.inOrder()) keys.push(this.slots.keyOf(slot));
    return keys;
  }

  /** The slot's entry was served. */
  protected abstract touched(slot: number): void;
  /** The slot's key, which has this hash, is new. */
  protected abstract added(slot: number, hash: number): void;
  /** The slot's entry was replaced by a newer one, heavier by this; by itself that is not a use. */
  protected abstract overwritten(slot: number, heavierBy: number): void;
  /** The slot's key is gone, because it was named or for another reason; the slot will be given to another. */
  protected abstract removed(slot: number, wasNamed: boolean): void;
  /** The slot that goes next, or `NO_SLOT` if there is none. */
  protected abstract coldest(): number;
  /** All slots, the one that goes next first. */
  protected abstract inOrder(): Iterable<number>;
  /** What an entry carries, so that its slot need not be looked up. */
  protected markFor(slot: number): number {
    return slot;
  }

  /** The slot in such a mark. */
  protected slotIn(mark: number): number {
    return mark;
  }

  /** The capacity has changed. */
  protected resized(): void {}

  /** Whether entries weigh anything but 1. */
  protected get isWeighed(): boolean {
    return this.#weights !== undefined;
  }

  protected get isAdvised(): boolean {
    return this.#advisor !== undefined;
  }

  /** What the slot counts against the capacity. */
  protected weightOf(slot: number): number {
    return this.#weights ? this.#weights.of(slot) : 1;
  }

  /** @returns false if the key is new, of which nothing has been told then */
  #isWrittenOver(key: CacheKey, entry: TrackedEntry, hash: number): boolean {
    const slot = this.slots.find(key, hash);
    if (slot === NO_SLOT) return false;
    entry.strategySlot = this.#advisor?.sees(hash) ? undefined : this.markFor(slot);
    const weight = this.weightOf(slot);
    try {
      this.#weights?.weigh(slot, key, entry.value);
    } finally {
      this.overwritten(slot, this.weightOf(slot) - weight);
    }
    return true;
  }

  #addWeighed(slot: number, hash: number, key: CacheKey, value: unknown): void {
    try {
      this.#weights!.weigh(slot, key, value);
    } finally {
      this.added(slot, hash);
    }
  }

  #removeUnnamed(slot: number): void {
    if (slot === NO_SLOT) return;
    this.#advisor?.forget(this.slots.hashOf(slot));
    this.#remove(slot, false);
  }

  #remove(slot: number, wasNamed: boolean): void {
    this.removed(slot, wasNamed);
    this.#weights?.remove(slot);
    this.slots.delete(slot);
  }

  #adviseOfMiss(hash: number, entry: TrackedEntry): void {
    this.#advisor!.countMiss();
    if (!this.#advisor!.sees(hash)) return;
    entry.strategySlot = undefined;
    this.#advisor!.request(hash);
  }

  #isExceeded(): boolean {
    return this.#weights ? this.#weights.isExceeded() : this.slots.size > this.#bound.capacity;
  }

  #slotOf(key: CacheKey, entry: TrackedEntry): number {
    const mark = entry.strategySlot;
    const marked = typeof mark === 'number' ? this.slotIn(mark) : NO_SLOT;
    if (marked !== NO_SLOT && this.slots.isSlotOf(marked, key)) return marked;
    const hash = hashOf(key);
    const slot = this.slots.find(key, hash);
    if (slot === NO_SLOT) return slot;
    if (this.#advisor?.sees(hash)) this.#advisor.request(hash);
    else entry.strategySlot = this.markFor(slot);
    return slot;
  }
}

import { ConfigurationError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Weigh } from './bound.js';
import { FIRST_LENGTH, withRoomFor } from './growing-array.js';

/** Stored for an entry that could not be weighed; it is not part of the sum. */
const UNKNOWN = Number.POSITIVE_INFINITY;

/** The weight of every slot, their sum, and the slots that cannot stay whatever else goes. */
export class EntryWeights {
  readonly #weigh: Weigh;
  #limit: number;
  #total = 0;
  #weights = new Float64Array(FIRST_LENGTH);
  /** Slots heavier than the limit or of unknown weight. */
  readonly #unbearable = new Set<number>();

  constructor(weigh: Weigh, limit: number) {
    this.#weigh = weigh;
    this.#limit = limit;
  }

  /** The sum of all known weights. */
  get total(): number {
    return this.#total;
  }

  isExceeded(): boolean {
    return this.#total > this.#limit || this.#unbearable.size > 0;
  }

  /** The weight of a slot; 0 where it is not known. */
  of(slot: number): number {
    const weight = this.#weights[slot] ?? 0;
    return weight === UNKNOWN ? 0 : weight;
  }

  /** A slot that has to go before any other, if there is one. */
  unbearable(): number | undefined {
    return this.#unbearable.size === 0 ? undefined : this.#unbearable.values().next().value;
  }

  /**
   * Weighs what a slot holds now.
   *
   * @throws {ConfigurationError} if there is no such weight, and whatever the function throws; the slot is then unbearable
   */
  weigh(slot: number, key: CacheKey, value: unknown): void {
    this.#set(slot, UNKNOWN);
    this.#unbearable.add(slot);
    const weight = this.#weigh(value, key);
    if (!Number.isFinite(weight) || weight < 0) {
      throw new ConfigurationError('weigh gives a finite number of at least 0', weight);
    }
    this.#set(slot, weight);
    if (weight <= this.#limit) this.#unbearable.delete(slot);
  }

  remove(slot: number): void {
    this.#set(slot, 0);
    this.#unbearable.delete(slot);
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#weights.forEach((weight, slot) => {
      if (weight > limit) this.#unbearable.add(slot);
      else this.#unbearable.delete(slot);
    });
  }

  #set(slot: number, weight: number): void {
    this.#weights = withRoomFor(this.#weights, slot);
    this.#total -= this.of(slot);
    this.#weights[slot] = weight;
    this.#total += this.of(slot);
  }
}

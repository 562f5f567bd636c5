import { HashChains, NO_SLOT } from '../hash-chains.js';
import { FIRST_SLOT, WindowedOrder } from './windowed-order.js';

/** A cache without values: tells which of the keys it is asked for it would have held, with a window of a given share. */
export class MiniatureCache {
  readonly #slots = new HashChains();
  readonly #weights: number[] = [];
  readonly #free: number[] = [];
  readonly #order: WindowedOrder;

  constructor(
    private readonly capacity: number,
    share: number,
    isWeighed: boolean,
  ) {
    const weightOf = isWeighed ? (slot: number) => this.#weights[slot - FIRST_SLOT]! : undefined;
    this.#order = new WindowedOrder(capacity, share, weightOf);
  }

  /**
   * Asks for a key by its hash, and takes it in where it is missing.
   *
   * @returns true if it was there
   */
  access(hash: number, weight: number): boolean {
    const known = this.#slots.find(hash);
    if (known !== NO_SLOT) {
      if (!this.#order.isUsedInThisEra(known)) this.#order.use(known);
      return true;
    }
    if (weight > this.capacity) return false;
    const slot = this.#free.pop() ?? this.#weights.length + FIRST_SLOT;
    this.#weights[slot - FIRST_SLOT] = weight;
    if (!this.#slots.add(slot, hash)) {
      this.#free.push(slot); // one of many hashes that were made to collide: as good as too heavy
      return false;
    }
    this.#order.add(slot, hash);
    while (this.#order.weight > this.capacity) this.#give(this.#order.coldest());
    return false;
  }

  /** Loses a key, as the cache it stands for has lost it. */
  forget(hash: number): void {
    const slot = this.#slots.find(hash);
    if (slot !== NO_SLOT) this.#give(slot);
  }

  #give(slot: number): void {
    this.#order.remove(slot, this.#slots.hashOf(slot));
    this.#slots.remove(slot);
    this.#free.push(slot);
  }
}

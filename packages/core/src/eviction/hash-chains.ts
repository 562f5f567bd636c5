import { FIRST_LENGTH, withRoomFor } from './growing-array.js';

/** What stands for "no slot". */
export const NO_SLOT = -1;

/** The longest a chain gets. Only hashes made to collide get there. */
const LONGEST_CHAIN = 64;

/**
 * Finds slots by a hash, along chains of the slots whose hashes end alike: 12 to 16 bytes per slot. Several slots may
 * have the same hash.
 */
export class HashChains {
  #hashes = new Int32Array(FIRST_LENGTH);
  /** The first slot of each chain. Their number is a power of two and at least that of the slots. */
  #heads = new Int32Array(FIRST_LENGTH).fill(NO_SLOT);
  /** The slot behind each slot in its chain. */
  #next = new Int32Array(FIRST_LENGTH);
  #size = 0;

  /** The first slot with this hash, or the one that follows after another; `NO_SLOT` if there is none. */
  find(hash: number, after: number = NO_SLOT): number {
    let slot = after === NO_SLOT ? this.#heads[hash & (this.#heads.length - 1)]! : this.#next[after]!;
    while (slot !== NO_SLOT && this.#hashes[slot] !== hash) slot = this.#next[slot]!;
    return slot;
  }

  /** The hash of a slot that was added. */
  hashOf(slot: number): number {
    return this.#hashes[slot]!;
  }

  /**
   * Lets a slot be found by a hash.
   *
   * @returns false if the chain is full: the slot has its hash, but will not be found
   */
  add(slot: number, hash: number): boolean {
    this.#hashes = withRoomFor(this.#hashes, slot);
    this.#next = withRoomFor(this.#next, slot);
    this.#hashes[slot] = hash;
    if (this.#size === this.#heads.length) this.#double();
    const chain = hash & (this.#heads.length - 1);
    if (this.#isFull(chain)) return false;
    this.#next[slot] = this.#heads[chain]!;
    this.#heads[chain] = slot;
    this.#size++;
    return true;
  }

  /** Lets a slot that could be found not be found any more. */
  remove(slot: number): void {
    this.#size--;
    const chain = this.#hashes[slot]! & (this.#heads.length - 1);
    let before = this.#heads[chain]!;
    if (before === slot) {
      this.#heads[chain] = this.#next[slot]!;
      return;
    }
    while (this.#next[before] !== slot) before = this.#next[before]!;
    this.#next[before] = this.#next[slot]!;
  }

  #isFull(chain: number): boolean {
    let length = 0;
    for (let slot = this.#heads[chain]!; slot !== NO_SLOT; slot = this.#next[slot]!) length++;
    return length >= LONGEST_CHAIN;
  }

  #double(): void {
    const heads = this.#heads;
    this.#heads = new Int32Array(heads.length * 2).fill(NO_SLOT);
    for (const head of heads) {
      for (let slot = head; slot !== NO_SLOT; ) {
        const next = this.#next[slot]!;
        const chain = this.#hashes[slot]! & (this.#heads.length - 1);
        this.#next[slot] = this.#heads[chain]!;
        this.#heads[chain] = slot;
        slot = next;
      }
    }
  }
}

import { FIRST_LENGTH, withRoomFor } from './growing-array.js';

/** What stands for "no slot". */
export const NO_SLOT = -1;

const NEXT = 1;
/** In place of the next slot: this one has a hash and waits to be put into its chain ... */
const WAITING = -2;
/** ... or was not, because the chain is full. */
const LEFT_OUT = -3;
/** The longest a chain gets. Only hashes made to collide get there. */
const LONGEST_CHAIN = 64;

/**
 * Finds slots by a hash, along chains of the slots whose hashes end alike: 12 to 16 bytes per slot. Several slots may
 * have the same hash.
 */
export class HashChains {
  /** Of each slot its hash and the slot behind it in its chain, side by side in one cache line. */
  #links = new Int32Array(FIRST_LENGTH * 2);
  /** The first slot of each chain. Their number is a power of two and at least that of the slots. */
  #heads = new Int32Array(FIRST_LENGTH).fill(NO_SLOT);
  #size = 0;

  /** The first slot with this hash, or the one that follows after another; `NO_SLOT` if there is none. */
  find(hash: number, after: number = NO_SLOT): number {
    const links = this.#links;
    let slot = after === NO_SLOT ? this.#heads[hash & (this.#heads.length - 1)]! : links[after * 2 + NEXT]!;
    while (slot !== NO_SLOT && links[slot * 2] !== hash) slot = links[slot * 2 + NEXT]!;
    return slot;
  }

  /** The hash of a slot that was added. */
  hashOf(slot: number): number {
    return this.#links[slot * 2]!;
  }

  /**
   * Writes down the hash of a slot, which cannot be found by it before it is linked.
   *
   * @returns false if that waits to be done already, on behalf of a hash that it had before
   */
  note(slot: number, hash: number): boolean {
    const at = slot * 2;
    if (at >= this.#links.length) this.#makeRoomFor(slot);
    const links = this.#links;
    links[at] = hash;
    if (links[at + NEXT] === WAITING) return false;
    links[at + NEXT] = WAITING;
    return true;
  }

  isWaiting(slot: number): boolean {
    return this.#links[slot * 2 + NEXT] === WAITING;
  }

  /** It need not be found any more. */
  stopWaiting(slot: number): void {
    this.#links[slot * 2 + NEXT] = NO_SLOT;
  }

  /**
   * Lets a slot be found by the hash that was noted.
   *
   * @returns false if the chain is full: the slot keeps its hash, but will not be found
   */
  link(slot: number): boolean {
    if (this.#size === this.#heads.length) this.#double();
    const chain = this.#links[slot * 2]! & (this.#heads.length - 1);
    const isFull = this.#isFull(chain);
    this.#links[slot * 2 + NEXT] = isFull ? LEFT_OUT : this.#heads[chain]!;
    if (isFull) return false;
    this.#heads[chain] = slot;
    this.#size++;
    return true;
  }

  isLeftOut(slot: number): boolean {
    return this.#links[slot * 2 + NEXT] === LEFT_OUT;
  }

  /**
   * Lets a slot be found by a hash.
   *
   * @returns false if the chain is full: the slot has its hash, but will not be found
   */
  add(slot: number, hash: number): boolean {
    this.note(slot, hash);
    return this.link(slot);
  }

  /** Lets a slot that could be found not be found any more. */
  remove(slot: number): void {
    this.#size--;
    const links = this.#links;
    const chain = links[slot * 2]! & (this.#heads.length - 1);
    let before = this.#heads[chain]!;
    if (before === slot) {
      this.#heads[chain] = links[slot * 2 + NEXT]!;
      return;
    }
    while (links[before * 2 + NEXT] !== slot) before = links[before * 2 + NEXT]!;
    links[before * 2 + NEXT] = links[slot * 2 + NEXT]!;
  }

  #makeRoomFor(slot: number): void {
    this.#links = withRoomFor(this.#links, slot * 2 + NEXT);
  }

  #isFull(chain: number): boolean {
    let length = 0;
    for (let slot = this.#heads[chain]!; slot !== NO_SLOT; slot = this.#links[slot * 2 + NEXT]!) length++;
    return length >= LONGEST_CHAIN;
  }

  #double(): void {
    const heads = this.#heads;
    this.#heads = new Int32Array(heads.length * 2).fill(NO_SLOT);
    for (const head of heads) {
      for (let slot = head; slot !== NO_SLOT; ) {
        const next = this.#links[slot * 2 + NEXT]!;
        const chain = this.#links[slot * 2]! & (this.#heads.length - 1);
        this.#links[slot * 2 + NEXT] = this.#heads[chain]!;
        this.#heads[chain] = slot;
        slot = next;
      }
    }
  }
}

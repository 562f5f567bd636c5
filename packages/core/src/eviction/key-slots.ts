import type { CacheKey } from '../key/cache-key.js';

/** What stands for "no slot". */
export const NO_SLOT = -1;

/**
 * Gives every key a small number, its slot, for as long as the key is held: what a strategy knows about a key lies in
 * typed arrays at that number, so that no object per entry is needed. Freed slots are used again before new ones are made.
 */
export class KeySlots {
  /** The key of each slot; in a slot that is free, the number of the next free one. */
  readonly #keys: Array<CacheKey | number>;
  readonly #slots = new Map<CacheKey, number>();
  #free = NO_SLOT;

  /** @param first the first slot given out; the numbers below it are the owner's */
  constructor(first = 0) {
    this.#keys = new Array<number>(first).fill(NO_SLOT);
  }

  /** How many keys are held. */
  get size(): number {
    return this.#slots.size;
  }

  /** Every slot is below this. */
  get end(): number {
    return this.#keys.length;
  }

  /** The slot of a key, or `NO_SLOT`. */
  find(key: CacheKey): number {
    return this.#slots.get(key) ?? NO_SLOT;
  }

  /** Whether the slot is, at this moment, the one of this key; cheaper than `find` by the look-up. */
  isSlotOf(slot: number, key: CacheKey): boolean {
    return this.#keys[slot] === key;
  }

  /** The key of a slot that is held. */
  keyOf(slot: number): CacheKey {
    return this.#keys[slot] as CacheKey;
  }

  /** Gives a slot to a key that has none. */
  add(key: CacheKey): number {
    let slot = this.#free;
    if (slot === NO_SLOT) {
      slot = this.#keys.length;
      this.#keys.push(key);
    } else {
      this.#free = this.#keys[slot] as number;
      this.#keys[slot] = key;
    }
    this.#slots.set(key, slot);
    return slot;
  }

  /** Takes the key's slot back. */
  delete(key: CacheKey, slot: number): void {
    this.#slots.delete(key);
    this.#keys[slot] = this.#free;
    this.#free = slot;
  }
}

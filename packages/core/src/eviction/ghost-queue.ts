import { HashChains, NO_SLOT } from './hash-chains.js';
import { LinkedSlots } from './linked-slots.js';

const QUEUE = 0;

/** The keys that went last, by their hashes, in order. About 24 bytes per key, and no key is kept alive. */
export class GhostQueue {
  readonly #queue = new LinkedSlots();
  readonly #slots = new HashChains();
  readonly #free: number[] = [];
  #size = 0;
  #end = 1;

  /** Puts a hash at the end and drops the first ones until there are at most so many. */
  add(hash: number, most: number): void {
    const slot = this.#free.pop() ?? this.#end++;
    if (this.#slots.add(slot, hash)) {
      this.#queue.append(QUEUE, slot);
      this.#size++;
    } else {
      this.#free.push(slot);
    }
    while (this.#size > most) this.#remove(this.#queue.front(QUEUE));
  }

  /** Takes a hash out, and tells whether it was in. */
  take(hash: number): boolean {
    const slot = this.#slots.find(hash);
    if (slot === NO_SLOT) return false;
    this.#remove(slot);
    return true;
  }

  #remove(slot: number): void {
    this.#queue.remove(slot);
    this.#slots.remove(slot);
    this.#free.push(slot);
    this.#size--;
  }
}

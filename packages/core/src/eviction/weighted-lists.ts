import { FIRST_LENGTH, withRoomFor } from './growing-array.js';
import { NO_SLOT } from './hash-chains.js';
import { LinkedSlots } from './linked-slots.js';

/** Lists of slots that know what they weigh, and slots that know in which list they are. */
export class WeightedLists {
  readonly #slots: LinkedSlots;
  readonly #weights: number[];
  #listOf = new Uint8Array(FIRST_LENGTH);

  /**
   * @param lists how many there are; it is also the first number that is a slot
   * @param weigh what a slot weighs; 1 by default
   */
  constructor(
    lists: number,
    private readonly weigh?: ((slot: number) => number) | undefined,
  ) {
    this.#slots = new LinkedSlots(lists);
    this.#weights = new Array<number>(lists).fill(0);
  }

  /** What one slot weighs. Asking a function that answers 1 would cost a fifth of a write. */
  weightOfSlot(slot: number): number {
    return this.weigh === undefined ? 1 : this.weigh(slot);
  }

  /** What all slots of a list weigh together. */
  weightOf(list: number): number {
    return this.#weights[list]!;
  }

  /** What all slots of two lists weigh together. */
  weightOfBoth(one: number, other: number): number {
    const weights = this.#weights;
    return weights[one]! + weights[other]!;
  }

  /** The list of a slot, also after it was removed from it. */
  listOf(slot: number): number {
    return this.#listOf[slot]!;
  }

  /** The first slot of a list, leaving out one that may be the first; `NO_SLOT` if there is no other. */
  front(list: number, but: number): number {
    let slot = this.#slots.front(list);
    if (slot === but) slot = this.#slots.after(slot);
    return slot === list ? NO_SLOT : slot;
  }

  slotsOf(list: number): Iterable<number> {
    return this.#slots.slotsOf(list);
  }

  append(list: number, slot: number): void {
    if (slot >= this.#listOf.length) this.#listOf = withRoomFor(this.#listOf, slot);
    this.#listOf[slot] = list;
    this.#slots.append(list, slot);
    this.#weights[list]! += this.weightOfSlot(slot);
  }

  remove(slot: number): void {
    this.#slots.remove(slot);
    this.#weights[this.listOf(slot)]! -= this.weightOfSlot(slot);
  }

  /** Moves a slot to the end of a list, which may be its own. */
  moveToEnd(list: number, slot: number): void {
    if (list === this.listOf(slot)) {
      this.#slots.moveToEnd(list, slot);
    } else {
      this.remove(slot);
      this.append(list, slot);
    }
  }

  /** Tells that a slot has become heavier, or lighter, since it was put where it is. */
  reweigh(slot: number, heavierBy: number): void {
    this.#weights[this.listOf(slot)]! += heavierBy;
  }
}

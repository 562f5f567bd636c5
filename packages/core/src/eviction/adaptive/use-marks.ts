import { FIRST_LENGTH, withRoomFor } from '../growing-array.js';

// One mark: the era of the last use in 28 bits, the count in 4.
const COUNT_BITS = 4;

/** The highest count that is told apart. */
export const HIGHEST_COUNT = (1 << COUNT_BITS) - 1;

/** When each slot was last used and how often, in four bytes: all that most hits look at. */
export class UseMarks {
  #marks = new Int32Array(FIRST_LENGTH);

  set(slot: number, era: number, count: number): void {
    if (slot >= this.#marks.length) this.#marks = withRoomFor(this.#marks, slot);
    this.#marks[slot] = (era << COUNT_BITS) | count;
  }

  /** The era of the last use; 0 for a number that is no slot. */
  eraOf(slot: number): number {
    return this.#marks[slot]! >>> COUNT_BITS;
  }

  /** The count as of the last use. */
  countOf(slot: number): number {
    return this.#marks[slot]! & HIGHEST_COUNT;
  }

  /** Puts all last uses before those to come. */
  forgetEras(): void {
    for (let slot = 0; slot < this.#marks.length; slot++) this.#marks[slot]! &= HIGHEST_COUNT;
  }
}

import { FIRST_LENGTH, withRoomFor } from './growing-array.js';

/**
 * Doubly linked lists over slots, eight bytes per slot and no object. A slot is in at most one of the lists at a time.
 * List `n` is its own end mark: the numbers 0 to `lists - 1` are the lists, and slots are the numbers from `lists` on.
 */
export class LinkedSlots {
  /** The first number that can be a slot. */
  readonly first: number;
  #next: Int32Array;
  #previous: Int32Array;

  /** @param lists how many lists there are */
  constructor(lists = 1) {
    this.first = lists;
    this.#next = new Int32Array(Math.max(FIRST_LENGTH, lists * 2));
    this.#previous = new Int32Array(this.#next.length);
    for (let list = 0; list < lists; list++) this.#empty(list);
  }

  isEmpty(list: number): boolean {
    return this.#next[list] === list;
  }

  /** The first slot of a list, or the list itself where it is empty. */
  front(list: number): number {
    return this.#next[list]!;
  }

  /** The slot behind this one, or the list itself at its end. */
  after(slot: number): number {
    return this.#next[slot]!;
  }

  /** The slot in front of this one, or the list itself at its front. */
  before(slot: number): number {
    return this.#previous[slot]!;
  }

  /** Puts a slot that is in no list at the end of one. */
  append(list: number, slot: number): void {
    this.#next = withRoomFor(this.#next, slot);
    this.#previous = withRoomFor(this.#previous, slot);
    const last = this.#previous[list]!;
    this.#next[last] = slot;
    this.#previous[slot] = last;
    this.#next[slot] = list;
    this.#previous[list] = slot;
  }

  /** Takes a slot out of its list. */
  remove(slot: number): void {
    const next = this.#next[slot]!;
    const previous = this.#previous[slot]!;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  /** Takes a slot out of its list and puts it at the end of one. */
  moveToEnd(list: number, slot: number): void {
    if (this.#previous[list] === slot) return;
    this.remove(slot);
    this.append(list, slot);
  }

  /** Moves all slots of one list, in their order, to the end of another. */
  moveAll(from: number, to: number): void {
    if (this.isEmpty(from)) return;
    const first = this.#next[from]!;
    const last = this.#previous[from]!;
    const end = this.#previous[to]!;
    this.#next[end] = first;
    this.#previous[first] = end;
    this.#next[last] = to;
    this.#previous[to] = last;
    this.#empty(from);
  }

  /** The slots of a list from its front; the one given last may be removed meanwhile. */
  *slotsOf(list: number): Iterable<number> {
    for (let slot = this.#next[list]!; slot !== list; ) {
      const next = this.#next[slot]!;
      yield slot;
      slot = next;
    }
  }

  #empty(list: number): void {
    this.#next[list] = list;
    this.#previous[list] = list;
  }
}

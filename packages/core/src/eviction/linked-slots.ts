import { FIRST_LENGTH, withRoomFor } from './growing-array.js';

// Both links of a slot, to the next one and to the previous one, lie side by side: who looks at one looks at the other,
// and one cache line has both.
const PREVIOUS = 1;

/**
 * Doubly linked lists over slots, eight bytes per slot and no object. A slot is in at most one of the lists at a time.
 * List `n` is its own end mark: the numbers 0 to `lists - 1` are the lists, and slots are the numbers from `lists` on.
 */
export class LinkedSlots {
  /** The first number that can be a slot. */
  readonly first: number;
  #links: Int32Array;

  /** @param lists how many lists there are */
  constructor(lists = 1) {
    this.first = lists;
    this.#links = new Int32Array(Math.max(FIRST_LENGTH, lists * 2) * 2);
    for (let list = 0; list < lists; list++) this.#empty(list);
  }

  isEmpty(list: number): boolean {
    return this.after(list) === list;
  }

  /** The first slot of a list, or the list itself where it is empty. */
  front(list: number): number {
    return this.after(list);
  }

  /** The slot behind this one, or the list itself at its end. */
  after(slot: number): number {
    return this.#links[slot * 2]!;
  }

  /** The slot in front of this one, or the list itself at its front. */
  before(slot: number): number {
    return this.#links[slot * 2 + PREVIOUS]!;
  }

  /** Puts a slot that is in no list at the end of one. */
  append(list: number, slot: number): void {
    if (slot * 2 >= this.#links.length) this.#makeRoomFor(slot);
    const links = this.#links;
    const last = links[list * 2 + PREVIOUS]!;
    links[last * 2] = slot;
    links[slot * 2] = list;
    links[slot * 2 + PREVIOUS] = last;
    links[list * 2 + PREVIOUS] = slot;
  }

  /** Takes a slot out of its list. */
  remove(slot: number): void {
    const links = this.#links;
    const next = links[slot * 2]!;
    const previous = links[slot * 2 + PREVIOUS]!;
    links[previous * 2] = next;
    links[next * 2 + PREVIOUS] = previous;
  }

  /** Takes a slot out of its list and puts it at the end of one. */
  moveToEnd(list: number, slot: number): void {
    if (this.before(list) === slot) return;
    this.remove(slot);
    this.append(list, slot);
  }

  /** Moves all slots of one list, in their order, to the end of another. */
  moveAll(from: number, to: number): void {
    if (this.isEmpty(from)) return;
    const last = this.before(from);
    this.#link(this.before(to), this.front(from));
    this.#link(last, to);
    this.#empty(from);
  }

  /** The slots of a list from its front; the one given last may be removed meanwhile. */
  *slotsOf(list: number): Iterable<number> {
    for (let slot = this.front(list); slot !== list; ) {
      const next = this.after(slot);
      yield slot;
      slot = next;
    }
  }

  #makeRoomFor(slot: number): void {
    this.#links = withRoomFor(this.#links, slot * 2 + PREVIOUS);
  }

  #link(slot: number, next: number): void {
    this.#links[slot * 2] = next;
    this.#links[next * 2 + PREVIOUS] = slot;
  }

  #empty(list: number): void {
    this.#link(list, list);
  }
}

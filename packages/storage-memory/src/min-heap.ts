/** What a heap sorts: the number it is sorted by, and the place it has there, which is the heap's own business. */
export interface Ranked {
  rank: number;
  /** `NOWHERE` unless it is in a heap; an item can be in one heap only. */
  place: number;
}

export const NOWHERE = -1;

/** Items by rank, the least first. Every operation takes at most log2(size) steps; adding in order of rank takes one. */
export class MinHeap<T extends Ranked> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  has(item: T): boolean {
    return item.place !== NOWHERE;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** Removing what is not in a heap is nothing. */
  remove(item: T): void {
    const { place } = item;
    if (place === NOWHERE) return;
    item.place = NOWHERE;
    const last = this.#items.pop()!;
    if (last !== item) this.#settle(last, place);
  }

  /** To be called when the rank of an item that is in the heap has changed. */
  update(item: T): void {
    this.#settle(item, item.place);
  }

  clear(): void {
    for (const item of this.#items) item.place = NOWHERE;
    this.#items.length = 0;
  }

  #settle(item: T, place: number): void {
    const parent = this.#items[(place - 1) >> 1];
    if (place > 0 && item.rank < parent!.rank) this.#rise(item, place);
    else this.#sink(item, place);
  }

  #rise(item: T, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#items[above]!;
      if (parent.rank <= item.rank) break;
      this.#set(place, parent);
      place = above;
    }
    this.#set(place, item);
  }

  #sink(item: T, from: number): void {
    const { length } = this.#items;
    let place = from;
    for (let below = 2 * place + 1; below < length; below = 2 * place + 1) {
      if (below + 1 < length && this.#items[below + 1]!.rank < this.#items[below]!.rank) below++;
      const child = this.#items[below]!;
      if (item.rank <= child.rank) break;
      this.#set(place, child);
      place = below;
    }
    this.#set(place, item);
  }

  #set(place: number, item: T): void {
    this.#items[place] = item;
    item.place = place;
  }
}

const FIRST_LENGTH = 1024;

/** Numbers of which the greatest can be taken: a binary heap in a typed array. */
export class PositionHeap {
  #items = new Int32Array(FIRST_LENGTH);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(position: number): void {
    if (this.#size === this.#items.length) this.#grow();
    const items = this.#items;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent]! >= position) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = position;
  }

  /** Takes the greatest; not to be called when empty. */
  popGreatest(): number {
    const items = this.#items;
    const greatest = items[0]!;
    const last = items[--this.#size]!;
    let at = 0;
    for (let child = 1; child < this.#size; child = 2 * at + 1) {
      if (child + 1 < this.#size && items[child + 1]! > items[child]!) child++;
      if (items[child]! <= last) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return greatest;
  }

  #grow(): void {
    const items = new Int32Array(this.#items.length * 2);
    items.set(this.#items);
    this.#items = items;
  }
}

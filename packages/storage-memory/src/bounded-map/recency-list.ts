/** What a list strings together; the links are the list's own business. */
export interface Linked<T> {
  older: T | undefined;
  newer: T | undefined;
}

/** Items in the order of their last use. Each operation takes the same time, however many there are. */
export class RecencyList<T extends Linked<T>> implements Iterable<T> {
  #oldest: T | undefined;
  #newest: T | undefined;

  get oldest(): T | undefined {
    return this.#oldest;
  }

  get newest(): T | undefined {
    return this.#newest;
  }

  addNewest(item: T): void {
    item.older = this.#newest;
    if (this.#newest) this.#newest.newer = item;
    else this.#oldest = item;
    this.#newest = item;
  }

  addOldest(item: T): void {
    item.newer = this.#oldest;
    if (this.#oldest) this.#oldest.older = item;
    else this.#newest = item;
    this.#oldest = item;
  }

  /** The item must be in the list. */
  remove(item: T): void {
    if (item.older) item.older.newer = item.newer;
    else this.#oldest = item.newer;
    if (item.newer) item.newer.older = item.older;
    else this.#newest = item.older;
    item.older = undefined;
    item.newer = undefined;
  }

  /** The item must be in the list. */
  promote(item: T): void {
    if (item === this.#newest) return;
    this.remove(item);
    this.addNewest(item);
  }

  /** The item must be in the list. */
  demote(item: T): void {
    if (item === this.#oldest) return;
    this.remove(item);
    this.addOldest(item);
  }

  clear(): void {
    this.#oldest = undefined;
    this.#newest = undefined;
  }

  /** From the oldest on. */
  *[Symbol.iterator](): Generator<T, void> {
    for (let item = this.#oldest; item; item = item.newer) yield item;
  }
}

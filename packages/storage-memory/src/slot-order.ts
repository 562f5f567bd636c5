const NONE = -1;

/** Numbered slots in the order of their last use. Numbers alone: nothing is made, and nothing kept alive, for a link. */
export class SlotOrder {
  readonly #older: number[] = [];
  readonly #newer: number[] = [];
  #oldest = NONE;
  #newest = NONE;

  /** -1 if there is none. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The slot that was used next after this one; -1 if there is none. */
  newerThan(slot: number): number {
    return this.#newer[slot]!;
  }

  /** @param slot is not in the order; slots are counted from 0 without gaps, so that the arrays stay dense */
  addNewest(slot: number): void {
    this.#older[slot] = this.#newest;
    this.#newer[slot] = NONE;
    if (this.#newest === NONE) this.#oldest = slot;
    else this.#newer[this.#newest] = slot;
    this.#newest = slot;
  }

  /** The slot must be in the order. */
  remove(slot: number): void {
    const older = this.#older[slot]!;
    const newer = this.#newer[slot]!;
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
  }

  /** The slot must be in the order. */
  promote(slot: number): void {
    if (slot === this.#newest) return;
    this.remove(slot);
    this.addNewest(slot);
  }
}

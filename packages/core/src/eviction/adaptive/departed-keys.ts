/** A key lies in one of this many cells. Eight would keep as much and cost 10 % of a write more. */
const CELLS_PER_BUCKET = 4;
/** At least; up to twice as many, since buckets are a power of two: a multiplication of doubles would show in each miss. */
const CELLS_PER_ENTRY = 1.5;

/** It suits the cache no longer when there are this many times as many entries as at first, or as few. */
const GROWTH = 2;
const SHRINKAGE = 4;

// One cell: a part of the hash, the last use modulo 4096 eras, the count.
const COUNT_BITS = 4;
const ERA_BITS = 12;
const TAG_SHIFT = COUNT_BITS + ERA_BITS;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
const ERA_MASK = (1 << ERA_BITS) - 1;
const TAG_MASK = 0xffff;
const EMPTY = 0;
/** Longer than any key can be said to have been idle. */
const FOR_EVER = ERA_MASK + 1;

/** The answer for a key of which nothing is known. */
export const NEVER_SEEN = -1;

/** The era of the last use, of what `take` answers. */
export function lastUseIn(known: number): number {
  return known >>> COUNT_BITS;
}

/** How often it had been used by then, of what `take` answers. */
export function countIn(known: number): number {
  return known & COUNT_MASK;
}

/**
 * Remembers of keys that have gone when they were last used and how often: 1.5 to 3 keys per entry held, four bytes each. A
 * key goes in place of the one in its bucket that was used longest ago. It is known again by 16 bits of its hash, so
 * that of 16,000 new keys about one is taken for another.
 */
export class DepartedKeys {
  readonly #cells: Int32Array;
  /** A hash that is shifted by this is the number of its bucket. */
  readonly #shift: number;
  protected touched = EMPTY;

  /** @param entries how many entries the cache holds */
  constructor(readonly entries: number) {
    const bits = Math.max(1, Math.ceil(Math.log2((entries * CELLS_PER_ENTRY) / CELLS_PER_BUCKET)));
    this.#shift = 32 - bits;
    this.#cells = new Int32Array(2 ** bits * CELLS_PER_BUCKET);
  }

  /** Whether it suits a cache that holds this many entries now. */
  suits(entries: number): boolean {
    return entries <= this.entries * GROWTH && entries * SHRINKAGE >= this.entries;
  }

  /** Writes down a key. One that has been idle for too many eras to say so in a cell is left out. */
  record(hash: number, lastUse: number, count: number, era: number): void {
    if (era - lastUse >= ERA_MASK) return;
    const cells = this.#cells;
    const last = this.#firstCellFor(hash) + CELLS_PER_BUCKET - 1;
    // The highest rank is the longest time, and of several such cells the first. Found without a branch: nobody can
    // foresee which of four it is, and the wrong guesses were an eighth of what the strategy takes per arrival.
    let highest = 0;
    for (let behind = CELLS_PER_BUCKET - 1; behind >= 0; behind--) {
      const content = cells[last - behind]!;
      const idle = content === EMPTY ? FOR_EVER : (era - (content >>> COUNT_BITS)) & ERA_MASK;
      const ahead = idle * CELLS_PER_BUCKET + behind - highest;
      highest += ahead & ~(ahead >> 31);
    }
    cells[last - (highest & (CELLS_PER_BUCKET - 1))] =
      ((hash & TAG_MASK) << TAG_SHIFT) | ((lastUse & ERA_MASK) << COUNT_BITS) | count;
  }

  /**
   * Tells what is known of a key, and forgets it.
   *
   * @returns `NEVER_SEEN`, or what `lastUseIn` and `countIn` read
   */
  take(hash: number, era: number): number {
    const cells = this.#cells;
    const tag = hash & TAG_MASK;
    const first = this.#firstCellFor(hash);
    for (let cell = first; cell < first + CELLS_PER_BUCKET; cell++) {
      const content = cells[cell]!;
      if (content >>> TAG_SHIFT === tag && content !== EMPTY) return this.#empty(cell, era);
    }
    return NEVER_SEEN;
  }

  /**
   * Lets the processor fetch what is known of a key, while it fetches what is about to be asked for: among many keys, to
   * wait for memory is most of what a write costs, and both take no longer than one. What is found is written down, or the
   * look would be optimized away.
   */
  touch(hash: number): void {
    this.touched = this.#cells[this.#firstCellFor(hash)]!;
  }

  /** @returns what the cell held, as `take` does */
  #empty(cell: number, era: number): number {
    const content = this.#cells[cell]!;
    this.#cells[cell] = EMPTY;
    const idle = (era - (content >>> COUNT_BITS)) & ERA_MASK;
    return ((era - idle) << COUNT_BITS) | (content & COUNT_MASK);
  }

  #firstCellFor(hash: number): number {
    return (hash >>> this.#shift) * CELLS_PER_BUCKET;
  }
}

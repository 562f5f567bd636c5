import { type CacheKey, hashAnew, hashOf } from '@memoir/core';

/** At least so many cells per key when the table is laid out; a power of two. */
const ROOM = 2;
/** Eighths of the cells that may be filled, and how many times as many cells as keys there may be: else it is laid out anew. */
const MOST_EIGHTHS_FILLED = 5;
const MOST_CELLS_PER_KEY = 16;
/** Only hashes that are made to collide fill so many cells in a row. */
const LONGEST_RUN = 1_024;
/** No table has so many cells. */
const NO_CELL = 2 ** 30;
const NO_FREE_PLACE = -1;
const FEWEST_NOTES = 32;

// Of a cell, a key's hash and this: 0 where it is empty, else twice the number of the key's place, and the mark.
const EMPTY = 0;
const READ = 1;
// Of a place, the hash of its key and the place that was put to next; place 0 is none.
const NEXT = 1;
const NO_PLACE = 0;

/** What stands under a key, and whether it has been read: `undefined` if nothing does. */
export type Standing = 'unread' | 'read' | undefined;

/**
 * Entries by key for who writes much, as what counts among many entries is how often the processor waits for memory. A
 * `Map` makes it wait three times for a new key, since it looks at other keys on the way, and here it waits once for a new
 * key and the removal of an old one together: which one that will be is foreseen, as unread entries mostly go in the order
 * in which they came. To find an entry is dearer than in a `Map`, which knows the hash of a text from before.
 */
export class EntryTable<T> {
  #cells: Int32Array<ArrayBuffer>;
  /** By place; in one that is free, the number of the next free one. */
  #keys: Array<CacheKey | number> = [NO_FREE_PLACE];
  #entries: Array<T | undefined> = [undefined];
  #notes = new Int32Array(FEWEST_NOTES);
  #free = NO_FREE_PLACE;
  #size = 0;
  #newest = NO_PLACE;
  /** The place that was put to after the one taken last. */
  #expected = NO_PLACE;
  protected touched = 0;

  /** @param keys how many there will be at first */
  constructor(keys: number) {
    this.#cells = cellsFor(keys);
  }

  get size(): number {
    return this.#size;
  }

  peek(key: CacheKey): T | undefined {
    this.#touchExpected(); // a write may follow
    const cell = this.#find(key, hashOf(key));
    return cell < 0 ? undefined : this.#entries[this.#placeIn(cell)];
  }

  /** As `peek`, and from now on the entry has been read. */
  read(key: CacheKey): T | undefined {
    const cell = this.#find(key, hashAnew(key));
    if (cell < 0) return undefined;
    this.#cells[cell + 1]! |= READ;
    return this.#entries[this.#placeIn(cell)];
  }

  /**
   * Puts an entry in place of any other; one that is new has not been read.
   *
   * @returns what stands now; `undefined` if there is no room for this key, however large the table: it is not here
   */
  put(key: CacheKey, entry: T): Standing {
    const hash = hashOf(key);
    this.#touchExpected();
    const found = this.#find(key, hash);
    if (found >= 0) return this.#replace(found, entry);
    // A cell is two numbers.
    const isFull = (this.#size + 1) * 16 > this.#cells.length * MOST_EIGHTHS_FILLED;
    if (isFull && !this.#layOut()) return undefined;
    const cell = isFull ? this.#emptyCellFor(hash) : ~found;
    if (cell === NO_CELL) return undefined;
    this.#cells[cell] = hash;
    this.#cells[cell + 1] = this.#placeFor(key, hash, entry) * 2;
    this.#size++;
    return 'unread';
  }

  #replace(cell: number, entry: T): Standing {
    this.#entries[this.#placeIn(cell)] = entry;
    return this.#standingIn(cell);
  }

  /** Takes an entry out, and tells how it stood. */
  take(key: CacheKey): Standing {
    const hash = this.#keys[this.#expected] === key ? this.#notes[this.#expected * 2]! : hashOf(key);
    const cell = this.#find(key, hash);
    if (cell < 0) return undefined;
    const standing = this.#standingIn(cell);
    const place = this.#placeIn(cell);
    this.#entries[place] = undefined;
    this.#keys[place] = this.#free;
    this.#free = place;
    this.#expected = this.#notes[place * 2 + NEXT]!;
    this.#size--;
    this.#empty(cell);
    if (this.#size * 2 * MOST_CELLS_PER_KEY < this.#cells.length) this.#layOut();
    return standing;
  }

  /** May be paused while entries come and go. */
  *keys(): Iterable<CacheKey> {
    const keys = this.#keys; // others after it was laid out anew; these are then left as they are
    for (let place = 1; place < keys.length; place++) {
      const key = keys[place]!;
      if (typeof key === 'string') yield key;
    }
  }

  /** @returns the key's cell; if there is none, the complement of the empty one for it, or of `NO_CELL` */
  #find(key: CacheKey, hash: number): number {
    const cells = this.#cells;
    const mask = cells.length - 1;
    let cell = (hash << 1) & mask;
    for (let run = 0; run < LONGEST_RUN; run++) {
      const content = cells[cell + 1]!;
      if (content === EMPTY) return ~cell;
      if (cells[cell] === hash && this.#keys[content >>> 1] === key) return cell;
      cell = (cell + 2) & mask;
    }
    return ~NO_CELL;
  }

  #placeIn(cell: number): number {
    return this.#cells[cell + 1]! >>> 1;
  }

  #standingIn(cell: number): Standing {
    return (this.#cells[cell + 1]! & READ) === READ ? 'read' : 'unread';
  }

  #emptyCellFor(hash: number): number {
    const cells = this.#cells;
    const mask = cells.length - 1;
    let cell = (hash << 1) & mask;
    for (let run = 0; run < LONGEST_RUN; run++) {
      if (cells[cell + 1] === EMPTY) return cell;
      cell = (cell + 2) & mask;
    }
    return NO_CELL;
  }

  #placeFor(key: CacheKey, hash: number, entry: T): number {
    let place = this.#free;
    if (place === NO_FREE_PLACE) {
      this.#entries.push(entry);
      place = this.#keys.push(key) - 1;
      if (place * 2 >= this.#notes.length) this.#notes = twiceAsLong(this.#notes);
    } else {
      this.#free = this.#keys[place] as number;
      this.#keys[place] = key;
      this.#entries[place] = entry;
    }
    this.#notes[place * 2] = hash;
    this.#notes[place * 2 + NEXT] = NO_PLACE;
    this.#notes[this.#newest * 2 + NEXT] = place;
    this.#newest = place;
    return place;
  }

  /**
   * Lets the processor fetch the cell of the key that is expected to be taken next while it fetches that of a new one, since
   * it fetches several as quickly as one. A look is all it takes; what it finds is written down, or it would be optimized away.
   */
  #touchExpected(): void {
    const cells = this.#cells;
    this.touched = cells[(this.#notes[this.#expected * 2]! << 1) & (cells.length - 1)]!;
  }

  /** Moves back what could only find room behind this cell, so that no search ends before it. */
  #empty(cell: number): void {
    const cells = this.#cells;
    const mask = cells.length - 1;
    let hole = cell;
    for (let next = (cell + 2) & mask; cells[next + 1] !== EMPTY; next = (next + 2) & mask) {
      const wanted = (cells[next]! << 1) & mask;
      if (((next - wanted) & mask) < ((next - hole) & mask)) continue;
      cells[hole] = cells[next]!;
      cells[hole + 1] = cells[next + 1]!;
      hole = next;
    }
    cells[hole + 1] = EMPTY;
  }

  /**
   * With as many cells as there should be for what is held.
   *
   * @returns false if some hashes collide too often for that: nothing has changed then
   */
  #layOut(): boolean {
    const before = this.#cells;
    this.#cells = cellsFor(this.#size + 1);
    for (let cell = 0; cell < before.length; cell += 2) {
      if (before[cell + 1] === EMPTY) continue;
      const to = this.#emptyCellFor(before[cell]!);
      if (to === NO_CELL) {
        this.#cells = before;
        return false;
      }
      this.#cells[to] = before[cell]!;
      this.#cells[to + 1] = before[cell + 1]!;
    }
    if (this.#cells.length < before.length) this.#closeRanks();
    return true;
  }

  /** Gives all keys the lowest places, in arrays no longer than that takes. */
  #closeRanks(): void {
    const keys = this.#keys;
    const entries = this.#entries;
    this.#keys = [NO_FREE_PLACE];
    this.#entries = [undefined];
    this.#free = NO_FREE_PLACE;
    this.#newest = NO_PLACE;
    this.#expected = NO_PLACE;
    this.#notes = new Int32Array(FEWEST_NOTES);
    for (let cell = 0; cell < this.#cells.length; cell += 2) {
      const content = this.#cells[cell + 1]!;
      if (content === EMPTY) continue;
      const place = this.#placeFor(keys[content >>> 1] as CacheKey, this.#cells[cell]!, entries[content >>> 1]!);
      this.#cells[cell + 1] = place * 2 + (content & READ);
    }
  }
}

function cellsFor(keys: number): Int32Array<ArrayBuffer> {
  let cells = 1;
  while (cells < keys * ROOM) cells *= 2;
  return new Int32Array(cells * 2);
}

function twiceAsLong(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(array.length * 2);
  longer.set(array);
  return longer;
}

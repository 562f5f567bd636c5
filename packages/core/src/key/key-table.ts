import type { CacheKey } from './cache-key.js';

/** How many keys that have nothing may stand in the table beside those that have something. */
const MOST_VACANT = 256;

/**
 * Things by key, for keys that come and go at call rate. A key whose thing is gone stays for a while without one, since a
 * map that is filled and emptied is rebuilt again and again, and each of its former tables, once it is old, keeps alive
 * the next one with all that stood in it then: flights, promises and values, until the next full garbage collection.
 * Measured with 64 callers of a remote storage: a quarter of the processor's time was spent on copying them.
 */
export class KeyTable<T extends object> {
  #things = new Map<CacheKey, T | undefined>();
  /** How many of the keys have something. */
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: CacheKey): T | undefined {
    return this.#things.get(key);
  }

  /** Takes in something under a key that has nothing. */
  add(key: CacheKey, thing: T): void {
    this.#things.set(key, thing);
    this.#size++;
  }

  /** Takes in something in place of what this key has. */
  replace(key: CacheKey, thing: T): void {
    this.#things.set(key, thing);
  }

  /** Takes out what this key has, which is something. */
  delete(key: CacheKey): void {
    this.#things.set(key, undefined);
    this.#size--;
    if (this.#things.size > 2 * this.#size + MOST_VACANT) this.#things = new Map(this.#standing());
  }

  *values(): IterableIterator<T> {
    for (const [, thing] of this.#standing()) yield thing;
  }

  *#standing(): IterableIterator<[CacheKey, T]> {
    for (const [key, thing] of this.#things) if (thing !== undefined) yield [key, thing];
  }
}

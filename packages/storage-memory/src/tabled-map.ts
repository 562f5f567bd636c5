import type { CacheKey } from '@memoir/core';
import { EntryTable } from './entry-table.js';

/** Up to here a Map alone is as quick, since it stays in the processor's cache. */
const MOST_WITHOUT_TABLE = 8_192;
/** With fewer than this part of them the table is given up again. */
const SHRINKAGE = 4;

/**
 * What one function holds, by key: a Map itself, so that a hit feels nothing around it. Where there is much, all stands in a
 * table that is quicker to write, and in the Map as well what has been read, since it is quicker to read. What nobody reads
 * before it goes, the Map never sees. Its own `get`, `set`, `has`, `delete` and iterators are about the Map alone.
 */
export class TabledMap<T> extends Map<CacheKey, T> {
  #table: EntryTable<T> | undefined;
  /** Keys were made to collide: a Map knows how to deal with that. */
  #isTableOfNoUse = false;
  readonly #most: number;

  constructor(mostWithoutTable = MOST_WITHOUT_TABLE) {
    super();
    this.#most = mostWithoutTable;
  }

  override get size(): number {
    return this.#table === undefined ? super.size : this.#table.size;
  }

  /**
   * To be asked where `get` finds nothing: what has not been read until now. Two methods, since a `get` of ours around that
   * of the Map takes 2 % of a hit.
   */
  readFirst(key: CacheKey): T | undefined {
    if (this.#table === undefined) return undefined;
    const entry = this.#table.read(key);
    if (entry !== undefined) this.set(key, entry);
    return entry;
  }

  peek(key: CacheKey): T | undefined {
    return this.get(key) ?? this.#table?.peek(key);
  }

  put(key: CacheKey, entry: T): void {
    const table = this.#table;
    if (table === undefined) {
      this.set(key, entry);
      if (super.size > this.#most && !this.#isTableOfNoUse) this.#beginTable();
      return;
    }
    const standing = table.put(key, entry);
    if (standing === 'unread') return;
    if (standing === undefined) this.#giveUpTable();
    this.set(key, entry);
  }

  remove(key: CacheKey): boolean {
    const table = this.#table;
    if (table === undefined) return this.delete(key);
    const standing = table.take(key);
    if (standing === 'read') this.delete(key);
    if (table.size * SHRINKAGE < this.#most) this.#endTable();
    return standing !== undefined;
  }

  override clear(): void {
    super.clear();
    this.#table = undefined;
    this.#isTableOfNoUse = false;
  }

  walk(): Iterable<CacheKey> {
    return this.#table === undefined ? this.keys() : this.#table.keys();
  }

  #beginTable(): void {
    const table = new EntryTable<T>(super.size);
    for (const [key, entry] of this) {
      if (table.put(key, entry) === undefined) {
        this.#isTableOfNoUse = true;
        return;
      }
      table.read(key);
    }
    this.#table = table;
  }

  #endTable(): void {
    for (const key of this.#table!.keys()) this.set(key, this.#table!.peek(key)!);
    this.#table = undefined;
  }

  #giveUpTable(): void {
    this.#isTableOfNoUse = true;
    this.#endTable();
  }
}

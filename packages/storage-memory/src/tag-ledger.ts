import type { CacheEntry, CacheKey, EpochMilliseconds, JudgedEntry } from '@memoir/core';

/** Verdict on an entry that no tag speaks against. */
export const HOLDS = Number.POSITIVE_INFINITY;
/** Verdict on an entry that nobody may be served. */
export const INVALID = Number.NEGATIVE_INFINITY;

/** What happened to one tag, as numbers of bulk operations. It lives as long as an entry here carries the tag. */
interface TagRecord {
  carriers: number;
  invalidatedBy: number;
  expiredBy: number;
  expiredAt: EpochMilliseconds;
}

/**
 * Invalidation by tag within one namespace, at a cost that does not depend on how many entries carry the tag: a tag
 * remembers the number of the operation that last hit it, an entry the number up to which it has been judged.
 */
export class TagLedger {
  #operations = 0;
  readonly #records = new Map<string, TagRecord>();
  /** Entries that are not in here have been judged by no operation: most, where tags are rarely invalidated. */
  readonly #judgedUpTo = new Map<CacheKey, number>();

  /** How many tags and entries it remembers: none but what stands. */
  get size(): number {
    return this.#records.size + this.#judgedUpTo.size;
  }

  /** No tag that stands here was ever removed: there is nothing to judge. */
  get isUntouched(): boolean {
    return this.#operations === 0;
  }

  /** Whether an entry that stands is known to have outlived every removal so far. One that keeps no mark never is. */
  hasJudged(entry: CacheEntry<unknown>): boolean {
    return (entry as Partial<JudgedEntry>).isJudged?.(this, this.#operations) === true;
  }

  /** The verdict on an entry that stands was `HOLDS`. */
  markJudged(entry: CacheEntry<unknown>): void {
    (entry as Partial<JudgedEntry>).markJudged?.(this, this.#operations);
  }

  /** An entry with these tags is about to stand. */
  carry(key: CacheKey, tags: readonly string[]): void {
    for (const tag of tags) {
      const record = this.#records.get(tag);
      if (record) record.carriers++;
      else this.#records.set(tag, { carriers: 1, invalidatedBy: 0, expiredBy: 0, expiredAt: HOLDS });
    }
    if (tags.length > 0) this.#judged(key);
  }

  /** The entry with these tags is gone. */
  drop(key: CacheKey, tags: readonly string[]): void {
    for (const tag of tags) {
      const record = this.#records.get(tag)!;
      if (--record.carriers === 0) this.#records.delete(tag);
    }
    this.#judgedUpTo.delete(key);
  }

  clear(): void {
    this.#records.clear();
    this.#judgedUpTo.clear();
  }

  /** @returns whether an entry here can be concerned */
  invalidate(tags: readonly string[]): boolean {
    return this.#mark(tags, (record) => {
      record.invalidatedBy = this.#operations;
    });
  }

  /** @returns whether an entry here can be concerned */
  expire(tags: readonly string[], at: EpochMilliseconds): boolean {
    return this.#mark(tags, (record) => {
      record.expiredBy = this.#operations;
      record.expiredAt = at;
    });
  }

  /** `HOLDS`, `INVALID`, or the instant since which the entry is only a fallback. Whatever it says, it says once. */
  verdictOn(key: CacheKey, tags: readonly string[]): EpochMilliseconds {
    const verdict = this.foresee(key, tags);
    if (verdict !== INVALID && this.#judgedUpTo.get(key) !== this.#operations) this.#judged(key);
    return verdict;
  }

  /** What `verdictOn` would say. */
  foresee(key: CacheKey, tags: readonly string[]): EpochMilliseconds {
    const judgedUpTo = this.#judgedUpTo.get(key) ?? 0;
    let verdict = HOLDS;
    if (judgedUpTo === this.#operations) return verdict;
    for (const tag of tags) {
      const record = this.#records.get(tag)!;
      if (record.invalidatedBy > judgedUpTo) return INVALID;
      if (record.expiredBy > judgedUpTo) verdict = Math.min(verdict, record.expiredAt);
    }
    return verdict;
  }

  #mark(tags: readonly string[], mark: (record: TagRecord) => void): boolean {
    const records = tags.map((tag) => this.#records.get(tag)).filter((record) => record !== undefined);
    if (records.length === 0) return false;
    this.#operations++;
    records.forEach(mark);
    return true;
  }

  #judged(key: CacheKey): void {
    if (this.#operations > 0) this.#judgedUpTo.set(key, this.#operations);
  }
}

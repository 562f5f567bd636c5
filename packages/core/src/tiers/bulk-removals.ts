import { nextSequence } from '../flight/sequence.js';

/** Tags of which is remembered when they were last removed; beyond that all of them count as removed just now. */
const MOST_TAGS = 10_000;

/**
 * Removals of many entries at once, of one near tier: each costs the same however many entries it concerns, and an entry
 * is held against them once, at its next read.
 */
export class BulkRemovals {
  /** The number of the last one: an entry that was checked later than that is good. */
  last = 0;
  #flushedAt = 0;
  #allTagsAt = 0;
  readonly #tagsAt = new Map<string, number>();

  /** Nothing that is held is good any more, nor what is on its way. */
  flush(): void {
    this.#flushedAt = this.last = nextSequence();
    this.#tagsAt.clear();
  }

  /** A namespace is cleared. @returns the number to hold its entries against */
  clear(): number {
    this.last = nextSequence();
    return this.last;
  }

  removeTags(tags: readonly string[]): void {
    this.last = nextSequence();
    for (const tag of tags) this.#tagsAt.set(tag, this.last);
    if (this.#tagsAt.size <= MOST_TAGS) return;
    this.#allTagsAt = this.last;
    this.#tagsAt.clear();
  }

  /** Whether an entry with these tags that was good at a moment has been removed since. */
  concern(tags: readonly string[], since: number): boolean {
    if (this.#flushedAt > since) return true;
    if (tags.length === 0) return false;
    return this.#allTagsAt > since || tags.some((tag) => (this.#tagsAt.get(tag) ?? 0) > since);
  }
}

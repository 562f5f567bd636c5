import type { Milliseconds } from '../clock/duration.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import { nextSequence } from '../flight/sequence.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Onlooker } from '../storage/showing-keyspace.js';

/** Where fills end. */
export interface Landing {
  /** A read is answered. @returns what the near tier has taken of it, if anything */
  landed(fill: Fill, entry: CacheEntry<any> | undefined): CacheEntry<any> | undefined;
}

/** Keys of which is remembered when they were fenced; beyond that every fill under way counts as fenced. */
const MOST_FENCES = 10_000;

/** A command to the far tier whose answer is to come into the near one. */
export class Fill implements Onlooker<any> {
  readonly sequence = nextSequence();
  /** Those of the namespace that began before and after it, and are under way. */
  earlier: Fill | undefined = undefined;
  later: Fill | undefined = undefined;

  constructor(
    readonly key: CacheKey,
    readonly askedAt: Milliseconds,
    private readonly landing: Landing,
  ) {}

  found(entry: CacheEntry<any> | undefined): CacheEntry<any> | undefined {
    return this.landing.landed(this, entry) ?? entry;
  }

  failed(): void {
    this.landing.landed(this, undefined);
  }
}

/**
 * The fills of one namespace that are under way, in the order in which they began, and the fences that concern them. No
 * table has them by key: nearly always they end in that order and no key was fenced meanwhile, which two comparisons
 * tell.
 */
export class Fills {
  #first: Fill | undefined = undefined;
  #last: Fill | undefined = undefined;
  /** What began before that number may not bring an answer for the key. Nothing that all fills under way have outlived. */
  #fences = new Map<CacheKey, number>();
  #lastFence = 0;
  /** As if each key were fenced then. */
  #allFencedAt = 0;

  /** How many keys it remembers a fence of. */
  get fenced(): number {
    return this.#fences.size;
  }

  begin(key: CacheKey, askedAt: Milliseconds, landing: Landing): Fill {
    const fill = new Fill(key, askedAt, landing);
    const last = this.#last;
    fill.earlier = last;
    if (last === undefined) this.#first = fill;
    else last.later = fill;
    this.#last = fill;
    return fill;
  }

  /**
   * It is answered. A read that began before it can only be older; of one that began during a write nobody knows.
   *
   * @returns whether the answer may come into the near tier
   */
  end(fill: Fill, isWrite: boolean): boolean {
    const isGood = !this.#isFenced(fill);
    const { earlier } = fill;
    this.#remove(fill);
    if (isGood && isWrite) this.fence(fill.key);
    else if (isGood && earlier !== undefined && earlier.sequence > this.#allFencedAt) {
      this.#fence(fill.key, fill.sequence);
    }
    return isGood;
  }

  /** What is under way for the key may not come in. */
  fence(key: CacheKey): void {
    if (this.#last !== undefined) this.#fence(key, nextSequence());
  }

  #isFenced({ key, sequence }: Fill): boolean {
    if (sequence < this.#allFencedAt) return true;
    return this.#fences.size > 0 && (this.#fences.get(key) ?? 0) > sequence;
  }

  #fence(key: CacheKey, before: number): void {
    if (this.#fences.size >= MOST_FENCES) {
      this.#fences = new Map();
      this.#allFencedAt = nextSequence();
      return;
    }
    const standing = this.#fences.get(key) ?? 0;
    if (before > standing) this.#fences.set(key, before);
    if (before > this.#lastFence) this.#lastFence = before;
  }

  #remove(fill: Fill): void {
    const { earlier, later } = fill;
    if (earlier !== undefined) earlier.later = later;
    else this.#first = later;
    if (later !== undefined) later.earlier = earlier;
    else this.#last = earlier;
    // So that what is left behind keeps nothing alive that came after it.
    fill.earlier = undefined;
    fill.later = undefined;
    if (this.#fences.size > 0 && (this.#first?.sequence ?? Number.POSITIVE_INFINITY) > this.#lastFence) {
      this.#fences = new Map();
    }
  }
}

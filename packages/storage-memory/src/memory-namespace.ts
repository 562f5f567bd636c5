import {
  type CacheEntry,
  type CacheKey,
  type Clock,
  type EpochMilliseconds,
  expiredAt,
  type RemovalReason,
  StorageError,
} from '@memoir/core';
import type { Left } from './bounded-map-shelf.js';
import { type Opener, Openers } from './openers.js';
import type { Shelf } from './shelf.js';
import type { Sweepable, Sweeper } from './sweeper.js';
import { HOLDS, INVALID, TagLedger } from './tag-ledger.js';

/** Whom a shelf tells of what its bound has pushed out, in two steps. */
export interface Evictions {
  /** It is gone from the shelf. */
  evicted(key: CacheKey, entry: CacheEntry<unknown>): void;
  /** The state is consistent, on all shelves that share the bound: whoever has it open may hear of it. */
  tellEvicted(key: CacheKey): void;
}

/** What a namespace is made of. */
export interface NamespaceParts<V> {
  readonly clock: Clock;
  readonly sweeper: Sweeper | undefined;
  /** @default true */
  readonly remembersTags?: boolean | undefined;
  readonly buildShelf: (evictions: Evictions, left: Left) => Shelf<V>;
}

/** What one namespace holds, whoever opened it, and everything that can happen to an entry but being read. */
export class MemoryNamespace<V> implements Sweepable, Evictions {
  readonly shelf: Shelf<V>;
  /** Only where an entry with a tag has been stored: a hit elsewhere pays for no more than seeing that there is none. */
  tags: TagLedger | undefined;
  isWatched = false;
  isPerishable = false;
  readonly #openers = new Openers();
  readonly #sweeper: Sweeper | undefined;
  readonly #clock: Clock;
  readonly #remembersTags: boolean;

  constructor({ clock, sweeper, buildShelf, remembersTags = true }: NamespaceParts<V>) {
    this.#clock = clock;
    this.#remembersTags = remembersTags;
    this.#sweeper = sweeper;
    const left: Left = (key, entry, reason) => {
      this.tags?.drop(key, entry.tags);
      this.#openers.tell(key, reason);
    };
    this.shelf = buildShelf(this, left);
  }

  addOpener(opener: Opener): void {
    this.#openers.add(opener);
  }

  evicted(key: CacheKey, entry: CacheEntry<unknown>): void {
    this.tags?.drop(key, entry.tags);
  }

  tellEvicted(key: CacheKey): void {
    this.#openers.tell(key, 'evicted');
  }

  /** Whether it holds nothing, and nobody has it open who could change that. */
  get isDeserted(): boolean {
    return this.shelf.size === 0 && this.#openers.areGone;
  }

  offer(key: CacheKey, entry: CacheEntry<V>, opener: Opener): 'stored' | 'not-stored' {
    const weight = this.shelf.weigh(key, entry);
    if (weight === undefined) return this.#decline(key, opener);
    const isReplaced = !this.#openers.isAlone && this.shelf.peek(key) !== undefined;
    this.#account(key, entry);
    this.shelf.put(key, entry, weight);
    if (isReplaced) this.#openers.tell(key, 'replaced', opener);
    return 'stored';
  }

  /** @param reason what the openers other than the doer are told */
  remove(key: CacheKey, reason: RemovalReason, doer: Opener): void {
    const entry = this.tags === undefined ? undefined : this.shelf.peek(key);
    if (entry) this.tags?.drop(key, entry.tags);
    if (this.shelf.remove(key) && !this.#openers.isAlone) this.#openers.tell(key, reason, doer);
  }

  expire(key: CacheKey): void {
    const entry = this.shelf.peek(key);
    const now = this.#clock.now();
    if (entry && now < entry.expiresAt) this.shelf.swap(key, expiredAt(now, entry));
  }

  clear(doer: Opener): void {
    const keys = this.#openers.isAlone ? [] : [...this.shelf.walk()];
    this.tags?.clear();
    this.shelf.clear();
    for (const key of keys) this.#openers.tell(key, 'cleared', doer);
  }

  invalidateTags(tags: readonly string[]): void {
    if (this.tags?.invalidate(tags)) this.#watch();
  }

  expireTags(tags: readonly string[]): void {
    if (this.tags?.expire(tags, this.#clock.now())) this.#watch();
  }

  /** What is left of an entry that stands, after all that happened to its tags. */
  judge(key: CacheKey, entry: CacheEntry<V>): CacheEntry<V> | undefined {
    if (this.tags === undefined || entry.tags.length === 0) return entry;
    const verdict = this.tags.verdictOn(key, entry.tags);
    if (verdict === HOLDS) {
      this.tags.markJudged(entry);
      return entry;
    }
    if (verdict === INVALID) return this.#drop(key, entry, 'invalidated');
    const expired = expiredAt(verdict, entry);
    this.shelf.swap(key, expired);
    return expired;
  }

  /** As `judge`, for who only looks: nothing is dropped, swapped or marked. */
  foresee(key: CacheKey, entry: CacheEntry<V>): CacheEntry<V> | undefined {
    const verdict = this.tags?.foresee(key, entry.tags) ?? HOLDS;
    if (verdict === INVALID) return undefined;
    return verdict === HOLDS ? entry : expiredAt(verdict, entry);
  }

  *reclaim(now: () => EpochMilliseconds): Generator<void, void> {
    this.isPerishable = false;
    for (const key of this.shelf.walk()) {
      yield;
      const entry = this.shelf.peek(key);
      if (!entry) continue;
      if (entry.keepUntil <= now()) this.#drop(key, entry, 'expired');
      else if (this.judge(key, entry) && entry.keepUntil !== Number.POSITIVE_INFINITY) this.isPerishable = true;
    }
  }

  #decline(key: CacheKey, opener: Opener): 'not-stored' {
    const old = this.shelf.peek(key);
    if (old) this.#drop(key, old, 'evicted');
    opener.context.report(new StorageError('the result is larger than maxBytes and was not stored', { key }));
    return 'not-stored';
  }

  #account(key: CacheKey, entry: CacheEntry<V>): void {
    if (this.#remembersTags && entry.tags.length > 0) this.tags ??= new TagLedger();
    if (this.tags) {
      const old = this.shelf.peek(key);
      if (old) this.tags.drop(key, old.tags);
      this.tags.carry(key, entry.tags);
    }
    if (entry.keepUntil !== Number.POSITIVE_INFINITY) this.#watch();
  }

  #watch(): void {
    this.isPerishable = true;
    if (!this.isWatched) this.#sweeper?.watch(this);
  }

  #drop(key: CacheKey, entry: CacheEntry<V>, reason: RemovalReason): undefined {
    this.shelf.remove(key);
    this.tags?.drop(key, entry.tags);
    this.#openers.tell(key, reason);
  }
}

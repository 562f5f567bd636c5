import { EPOCH_BASE } from '../clock/coarse-clock.js';
import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { CacheEntry, TrackedEntry } from './cache-entry.js';
import type { JudgedEntry } from './judged-entry.js';

/** Stands for `Infinity` among the offsets: a small integer, so that "never" does not turn the field into boxed doubles. */
const NEVER = 2 ** 31 - 1;
const NO_TAGS: readonly string[] = Object.freeze([]);

/** What few entries have, together with what then would need a field besides. */
interface Rarities {
  readonly tags: readonly string[];
  readonly version: string | undefined;
  readonly loadedIn: Milliseconds;
  judge: object | undefined;
  judgedUpTo: number;
}

/**
 * The one entry class of the line. Besides the facts it carries the promise that later hits are answered with and the
 * strategy's slot, both out of sight of whoever copies the entry. Instants are held as whole milliseconds since a common
 * base: rounded up, which changes no comparison with a clock of whole milliseconds. Measured at a million entries: 64
 * bytes less per entry than instants as doubles, and 8 less without private methods, which would mark every instance.
 */
export class StoredEntry<V> implements TrackedEntry, JudgedEntry {
  // What a hit looks at comes first, together with the object's header: one cache line most of the time.
  #answer: Promise<V> | undefined = undefined;
  readonly #staleAt: number;
  #strategySlot: unknown = undefined;
  readonly value: V;
  readonly #createdAt: number;
  readonly #expiresAt: number;
  readonly #keepUntil: number;
  /** How long the load took, alone if there is nothing rare about the entry. */
  readonly #rest: Milliseconds | Rarities;

  constructor(
    value: V,
    createdAt: EpochMilliseconds,
    staleAt: EpochMilliseconds,
    expiresAt: EpochMilliseconds,
    keepUntil: EpochMilliseconds,
    loadedIn: Milliseconds,
    tags: readonly string[],
    version: string | undefined,
  ) {
    this.value = value;
    this.#createdAt = toOffset(createdAt);
    this.#staleAt = toOffset(staleAt);
    this.#expiresAt = toOffset(expiresAt);
    this.#keepUntil = toOffset(keepUntil);
    const rounded = Math.round(loadedIn);
    this.#rest =
      tags.length === 0 && version === undefined
        ? rounded
        : { tags, version, loadedIn: rounded, judge: undefined, judgedUpTo: 0 };
  }

  static of<V>(entry: CacheEntry<V>): StoredEntry<V> {
    const { value, createdAt, staleAt, expiresAt, keepUntil, loadedIn, tags, version } = entry;
    return new StoredEntry(value, createdAt, staleAt, expiresAt, keepUntil, loadedIn, tags, version);
  }

  get createdAt(): EpochMilliseconds {
    return fromOffset(this.#createdAt);
  }

  get staleAt(): EpochMilliseconds {
    return fromOffset(this.#staleAt);
  }

  get expiresAt(): EpochMilliseconds {
    return fromOffset(this.#expiresAt);
  }

  get keepUntil(): EpochMilliseconds {
    return fromOffset(this.#keepUntil);
  }

  get loadedIn(): Milliseconds {
    return typeof this.#rest === 'number' ? this.#rest : this.#rest.loadedIn;
  }

  get tags(): readonly string[] {
    return typeof this.#rest === 'number' ? NO_TAGS : this.#rest.tags;
  }

  get version(): string | undefined {
    return typeof this.#rest === 'number' ? undefined : this.#rest.version;
  }

  get strategySlot(): unknown {
    return this.#strategySlot;
  }

  set strategySlot(mark: unknown) {
    this.#strategySlot = mark;
  }

  isJudged(judge: object, upTo: number): boolean {
    const rest = this.#rest;
    return typeof rest === 'number' || (rest.judgedUpTo === upTo && rest.judge === judge);
  }

  markJudged(judge: object, upTo: number): void {
    if (typeof this.#rest === 'number') return;
    this.#rest.judge = judge;
    this.#rest.judgedUpTo = upTo;
  }

  /** @param offset the time as an `OffsetClock` tells it */
  isFreshAt(offset: number): boolean {
    return offset < this.#staleAt || (this.#staleAt === NEVER && offset >= NEVER);
  }

  isExpiredAt(offset: number): boolean {
    return offset >= this.#expiresAt && this.#expiresAt !== NEVER;
  }

  isKeptAt(offset: number): boolean {
    return offset < this.#keepUntil || this.#keepUntil === NEVER;
  }

  /**
   * A call is being answered with it, which does not come here if it `isFreshAt` that moment.
   *
   * @returns how good it is
   */
  noteRead(offset: number): 'fresh' | 'stale' {
    return this.isFreshAt(offset) ? 'fresh' : 'stale';
  }

  /** It takes the place of an older one without anybody having asked for it. */
  replace(_previous: StoredEntry<V>): void {}

  /**
   * The promise that answers a hit. Keeping the load's own instead would spare a first hit the making, and cost every
   * load, hit or not: one object more to be moved when garbage is collected, a twentieth of a miss.
   *
   * @param isKept whether one that has to be made answers later hits, too
   */
  answer(isKept: boolean): Promise<V> {
    const kept = this.#answer;
    if (kept !== undefined) return kept;
    const made = promiseOf(this.value);
    if (isKept) this.#answer = made;
    return made;
  }

  /** Facts alone, as own properties: what may be copied, cloned and serialized by others. */
  toPlain(): CacheEntry<V> {
    const { value, createdAt, staleAt, expiresAt, keepUntil, tags, version, loadedIn } = this;
    return { value, createdAt, staleAt, expiresAt, keepUntil, tags, version, loadedIn };
  }

  toJSON(): CacheEntry<V> {
    return this.toPlain();
  }
}

/** As `Promise.resolve`, in three quarters of the time. */
async function promiseOf<V>(value: V): Promise<V> {
  return value;
}

function toOffset(instant: EpochMilliseconds): number {
  if (instant === Number.POSITIVE_INFINITY) return NEVER;
  const offset = Math.ceil(instant - EPOCH_BASE);
  return offset === NEVER ? NEVER + 1 : offset;
}

function fromOffset(offset: number): EpochMilliseconds {
  return offset === NEVER ? Number.POSITIVE_INFINITY : offset + EPOCH_BASE;
}

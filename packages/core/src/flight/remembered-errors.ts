import { EPOCH_BASE } from '../clock/coarse-clock.js';
import type { EpochMilliseconds } from '../clock/duration.js';
import type { Spans } from '../entry/spans.js';
import type { CacheKey } from '../key/cache-key.js';
import type { TagFences } from './tag-fences.js';

/** Beyond so many keys the error remembered first is forgotten, which costs a load: unknown keys must not fill the memory. */
const MOST_KEYS = 10_000;

/** The flight that failed, as far as its error has to be judged later. */
export interface FailedLoad {
  readonly key: CacheKey;
  readonly since: EpochMilliseconds;
  readonly sequence: number;
  readonly tags: readonly string[] | undefined;
  readonly demand: { readonly version: string | undefined } | undefined;
  readonly settings: { readonly tagFences: TagFences };
}

/** An error that answers calls in place of a load. */
export interface RememberedError {
  readonly error: unknown;
  readonly version: string | undefined;
  /** Whether it is time to ask again behind the scenes. */
  isStaleAt(offset: number): boolean;
}

/**
 * Errors that are worth remembering, in this process and never in a storage: serdes carry no classes, so that a hit
 * would be another error than the miss, and keys that do not exist would push out values that do.
 */
export class RememberedErrors {
  readonly #errors = new Map<CacheKey, Remembered>();

  remember(load: FailedLoad, error: unknown, spans: Spans): void {
    this.#errors.delete(load.key);
    this.#errors.set(load.key, new Remembered(load, error, spans));
    if (this.#errors.size > MOST_KEYS) this.#errors.delete(this.#errors.keys().next().value as CacheKey);
  }

  /** @param offset the time as an `OffsetClock` tells it */
  find(key: CacheKey, offset: number): RememberedError | undefined {
    if (this.#errors.size === 0) return undefined;
    const remembered = this.#errors.get(key);
    if (remembered === undefined || remembered.isGoodAt(offset)) return remembered;
    this.#errors.delete(key);
    return undefined;
  }

  forget(key: CacheKey): void {
    if (this.#errors.size > 0) this.#errors.delete(key);
  }

  forgetAll(): void {
    this.#errors.clear();
  }
}

class Remembered implements RememberedError {
  readonly version: string | undefined;
  readonly #staleAt: number;
  readonly #expiresAt: number;
  readonly #sequence: number;
  /** Where invalidations of its tags are told of; nowhere, if it has none. */
  readonly #fences: TagFences | undefined;

  constructor(
    { since, sequence, tags, demand, settings }: FailedLoad,
    readonly error: unknown,
    { updateAfter, expireAfter }: Spans,
  ) {
    this.version = demand?.version;
    this.#staleAt = since + updateAfter - EPOCH_BASE;
    this.#expiresAt = since + expireAfter - EPOCH_BASE;
    this.#sequence = sequence;
    this.#fences = tags !== undefined && tags.length > 0 ? settings.tagFences : undefined;
  }

  isStaleAt(offset: number): boolean {
    return offset >= this.#staleAt;
  }

  isGoodAt(offset: number): boolean {
    // Which tags were fenced is known only while loads run; that one was is enough to ask again.
    if (this.#fences !== undefined && this.#fences.latest > this.#sequence) return false;
    return offset < this.#expiresAt;
  }
}

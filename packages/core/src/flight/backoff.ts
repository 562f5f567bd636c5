import type { Milliseconds } from '../clock/duration.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Pauses } from './retry-backoff.js';

/** Beyond so many failing keys the oldest is forgotten, which costs one early retry. */
const MOST_KEYS = 10_000;

interface Failing {
  readonly pause: Milliseconds;
  readonly until: Milliseconds;
  /** Whether the last failure was one for which callers are given an older value. */
  readonly counts: boolean;
}

/** Keeps a failing source from being asked for a key at call rate: each pause is twice the one before, up to a limit. */
export class Backoff {
  readonly #failing = new Map<CacheKey, Failing>();

  isPausing(key: CacheKey, now: Milliseconds): boolean {
    if (this.#failing.size === 0) return false;
    const failing = this.#failing.get(key);
    return failing !== undefined && now < failing.until;
  }

  /** Whether callers who can be given an older value are to have it without another attempt. */
  isPausingCallers(key: CacheKey, now: Milliseconds): boolean {
    return this.isPausing(key, now) && this.#failing.get(key)?.counts === true;
  }

  failed(key: CacheKey, now: Milliseconds, pauses: Pauses, counts: boolean): void {
    const before = this.#failing.get(key);
    const pause = before ? Math.min(before.pause * 2, pauses.to) : pauses.from;
    this.#failing.delete(key);
    this.#failing.set(key, { pause, until: now + pause, counts });
    if (this.#failing.size > MOST_KEYS) this.#failing.delete(this.#failing.keys().next().value as CacheKey);
  }

  forget(key: CacheKey): void {
    if (this.#failing.size > 0) this.#failing.delete(key);
  }

  forgetAll(): void {
    this.#failing.clear();
  }
}

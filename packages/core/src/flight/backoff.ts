import type { Milliseconds } from '../clock/duration.js';
import type { CacheKey } from '../key/cache-key.js';

const FIRST_PAUSE: Milliseconds = 1_000;
const LONGEST_PAUSE: Milliseconds = 60_000;
/** Beyond so many failing keys the oldest is forgotten, which costs one early retry. */
const MOST_KEYS = 10_000;

interface Failing {
  readonly pause: Milliseconds;
  readonly until: Milliseconds;
}

/** Keeps a failing source from being asked for a key at call rate: pauses double from 1 second up to 1 minute. */
export class Backoff {
  readonly #failing = new Map<CacheKey, Failing>();

  isPausing(key: CacheKey, now: Milliseconds): boolean {
    if (this.#failing.size === 0) return false;
    const failing = this.#failing.get(key);
    return failing !== undefined && now < failing.until;
  }

  failed(key: CacheKey, now: Milliseconds): void {
    const before = this.#failing.get(key);
    const pause = before ? Math.min(before.pause * 2, LONGEST_PAUSE) : FIRST_PAUSE;
    this.#failing.delete(key);
    this.#failing.set(key, { pause, until: now + pause });
    if (this.#failing.size > MOST_KEYS) this.#failing.delete(this.#failing.keys().next().value as CacheKey);
  }

  forget(key: CacheKey): void {
    if (this.#failing.size > 0) this.#failing.delete(key);
  }

  forgetAll(): void {
    this.#failing.clear();
  }
}

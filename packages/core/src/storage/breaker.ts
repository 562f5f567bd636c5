import type { Clock } from '../clock/clock.js';
import type { Milliseconds } from '../clock/duration.js';
import type { CacheStorage } from './cache-storage.js';

/** How many commands in a row must fail or be late before the storage is left alone. */
const FAILURES_TO_OPEN = 5;
/** How long an open breaker waits before it lets one call try again. */
const PROBE_AFTER: Milliseconds = 1_000;

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Keeps calls from waiting for a storage that is down or too slow: a late command counts like a failed one. Once open, it
 * lets one call at a time try (half-open) until one succeeds. One per storage, whatever functions use it.
 */
export class Breaker {
  #failuresInARow = 0;
  #openSince: Milliseconds | undefined = undefined;
  #isProbing = false;

  static of(storage: CacheStorage): Breaker {
    let breaker = breakers.get(storage);
    if (breaker === undefined) {
      breaker = new Breaker();
      breakers.set(storage, breaker);
    }
    return breaker;
  }

  get isOpen(): boolean {
    return this.#openSince !== undefined;
  }

  /** Whether a command may be sent now; each `true` is followed by `succeeded` or `failed`. */
  allows(clock: Clock): boolean {
    if (this.#openSince === undefined) return true;
    if (this.#isProbing || clock.monotonic() - this.#openSince < PROBE_AFTER) return false;
    this.#isProbing = true;
    return true;
  }

  /** What `allows` would do, for who only looks: `half-open` lets the next command try. */
  stateAt(clock: Clock): BreakerState {
    if (this.#openSince === undefined) return 'closed';
    return this.#isProbing || clock.monotonic() - this.#openSince < PROBE_AFTER ? 'open' : 'half-open';
  }

  succeeded(): void {
    this.#failuresInARow = 0;
    this.#openSince = undefined;
    this.#isProbing = false;
  }

  failed(clock: Clock): void {
    this.#isProbing = false;
    if (++this.#failuresInARow >= FAILURES_TO_OPEN) this.#openSince = clock.monotonic();
  }
}

const breakers = new WeakMap<CacheStorage, Breaker>();

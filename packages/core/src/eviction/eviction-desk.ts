import { isThenable } from '../awaitable.js';
import type { TrackedEntry } from '../entry/cache-entry.js';
import { ignore } from '../flight/deferred.js';
import { nextSequence } from '../flight/sequence.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Keyspace } from '../storage/keyspace.js';
import type { EvictionStrategy } from './eviction-strategy.js';

/**
 * Keeps a strategy and a keyspace in step: tells the strategy what happens, and releases from the keyspace what the
 * strategy names. A strategy that throws is reported and the call goes on.
 */
export class EvictionDesk {
  /** The strategy was told that they are released, but the storage failed to; one is tried again with each write. */
  readonly #unreleased = new Set<CacheKey>();
  /** Releases that an asynchronous storage has not carried out yet, by the number of the moment they were sent. */
  readonly #releasing = new Map<CacheKey, number>();
  #isShrinking = false;

  constructor(
    readonly strategy: EvictionStrategy,
    readonly keyspace: Keyspace<unknown>,
    private readonly evicted: (key: CacheKey) => void,
    private readonly failed: (error: unknown, key: CacheKey | undefined) => void,
  ) {}

  markRead(key: CacheKey, entry: TrackedEntry): void {
    try {
      this.strategy.markRead(key, entry);
    } catch (error) {
      this.failed(error, key);
    }
  }

  markWritten(key: CacheKey, entry: TrackedEntry, isNew = false): void {
    if (this.#unreleased.size > 0) this.#unreleased.delete(key);
    try {
      this.strategy.markWritten(key, entry, isNew);
    } catch (error) {
      this.failed(error, key);
    }
    this.shrink();
  }

  /** Whether what was offered at that moment is released by now: the command to was sent after it. */
  hasReleasedSince(key: CacheKey, sequence: number): boolean {
    return this.#releasing.size > 0 && (this.#releasing.get(key) ?? 0) > sequence;
  }

  markReleased(key: CacheKey): void {
    try {
      this.strategy.markReleased(key);
    } catch (error) {
      this.failed(error, key);
    }
  }

  markAllReleased(): void {
    try {
      for (const key of [...this.strategy.tracked()]) this.strategy.markReleased(key);
    } catch (error) {
      this.failed(error, undefined);
    }
    this.#unreleased.clear();
  }

  /** Hands what this strategy holds to its successor, coldest first. */
  handOver(successor: EvictionDesk, entryOf: (key: CacheKey) => TrackedEntry | undefined): void {
    try {
      for (const key of [...this.strategy.tracked()]) {
        const entry = entryOf(key);
        if (entry) successor.strategy.markWritten(key, entry);
      }
    } catch (error) {
      this.failed(error, undefined);
    }
    successor.shrink();
  }

  /** Releases until the strategy names nothing more. */
  shrink(): void {
    if (this.#isShrinking) return;
    this.#isShrinking = true;
    let isPending = false;
    try {
      isPending = this.#releaseNamed();
    } catch (error) {
      this.failed(error, undefined);
    } finally {
      this.#isShrinking = isPending;
    }
  }

  /** @returns true if the storage needs time for one; then it is gone on with after that */
  #releaseNamed(): boolean {
    let last: CacheKey | undefined;
    for (;;) {
      const key = this.strategy.nextToRelease(); // asked at one place, so that V8 inlines it once
      if (key === undefined) break;
      if (key === last) throw new Error('the eviction strategy names a key again that it was told is released');
      last = key;
      this.strategy.markReleased(key);
      const answer = this.#release(key);
      if (answer !== undefined) {
        this.#shrinkAfter(answer);
        return true;
      }
    }
    if (this.#unreleased.size > 0) this.#releaseAgain();
    return false;
  }

  #shrinkAfter(released: Promise<void>): void {
    void released.finally(() => {
      this.#isShrinking = false;
      this.shrink();
    });
  }

  /** @returns a promise that never rejects, if the storage needs time */
  #release(key: CacheKey): Promise<void> | undefined {
    try {
      const answer = this.keyspace.release(key);
      this.evicted(key);
      return isThenable(answer) ? this.#awaitRelease(key, answer) : undefined;
    } catch (error) {
      this.#keepForLater(key, error);
      return undefined;
    }
  }

  #awaitRelease(key: CacheKey, answer: PromiseLike<unknown>): Promise<void> {
    const sent = nextSequence();
    this.#releasing.set(key, sent);
    return Promise.resolve(answer)
      .then(ignore, (error) => this.#keepForLater(key, error))
      .then(() => {
        if (this.#releasing.get(key) === sent) this.#releasing.delete(key);
      });
  }

  #keepForLater(key: CacheKey, error: unknown): void {
    this.#unreleased.add(key);
    this.failed(error, key);
  }

  #releaseAgain(): void {
    const [key] = this.#unreleased;
    if (key === undefined) return;
    this.#unreleased.delete(key);
    void this.#release(key);
  }
}

import { type Awaitable, isThenable } from '../awaitable.js';
import type { Deadlines } from '../clock/deadlines.js';
import type { Settings } from '../configuration/settings.js';
import { ConfigurationError, InvalidationUnconfirmedError, StorageError } from '../errors.js';
import type { Backoff } from '../flight/backoff.js';
import type { Voidance } from '../flight/flight.js';
import type { Flights } from '../flight/flights.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Recorder } from '../observe/recorder.js';
import { asStorageError } from '../storage/call-budget.js';
import type { Keyspace } from '../storage/keyspace.js';
import type { TaggingStorage } from '../storage/tagging-storage.js';
import { Distrust } from './distrust.js';

/** What removals act on: the parts of one function's line. */
export interface RemovalTerms<V> {
  readonly settings: () => Settings<V>;
  /** Keyspaces that the function used before its configuration changed. */
  readonly former: () => readonly Keyspace<unknown>[];
  readonly flights: Flights<V>;
  readonly backoff: Backoff;
  readonly deadlines: Deadlines;
  readonly recorder: Recorder;
}

/**
 * Takes results away, by key, by tag, or all. Flights are fenced before the storage is told, which makes the effect
 * immediate, and after it has confirmed, which is what makes it certain: a load that began in between may have read what
 * was about to be removed. A removal that the storage does not confirm in time rejects, and its keys are distrusted.
 */
export class Removals<V> {
  readonly distrust: Distrust;
  /** Removals that were sent and not confirmed yet, by key. */
  readonly #removing = new Map<CacheKey, Promise<void>>();
  #clearing: Promise<void> | undefined = undefined;

  constructor(private readonly terms: RemovalTerms<V>) {
    this.distrust = new Distrust(
      terms.settings().clock,
      async () => this.#confirm((keyspace) => keyspace.clear(), undefined),
      (key) => (key === undefined ? terms.flights.fenceAll() : terms.flights.fence(key, 'fenced')),
    );
  }

  /**
   * Settles when no removal of the key is under way; `undefined` if none is. What is offered in between could reach the
   * storage after the removal, so nothing is.
   */
  underWay(key: CacheKey): Promise<void> | undefined {
    return this.#clearing ?? (this.#removing.size === 0 ? undefined : this.#removing.get(key));
  }

  async invalidate(key: CacheKey): Promise<void> {
    this.terms.recorder.invalidations++;
    await this.#remove(key, 'fenced', (keyspace) => keyspace.invalidate(key));
    this.terms.recorder.removed(key, 'invalidated');
  }

  async expire(key: CacheKey): Promise<void> {
    this.terms.recorder.invalidations++;
    await this.#remove(key, 'expired', (keyspace) => keyspace.expire(key));
  }

  async invalidateAll(): Promise<void> {
    const { flights, backoff, recorder, settings } = this.terms;
    recorder.invalidations++;
    flights.fenceAll();
    backoff.forgetAll();
    try {
      const confirmed = this.#confirm(
        (keyspace) => keyspace.clear(),
        () => this.distrust.trustAll(),
      );
      settings().desk.markAllReleased();
      if (confirmed) await this.#whileClearing(confirmed);
    } catch (error) {
      this.distrust.addAll();
      throw unconfirmed(error, undefined);
    }
    this.distrust.trustAll();
    recorder.removed('', 'cleared');
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    await this.#removeTags(tags, (storage) => storage.invalidateTags(tags));
  }

  async expireTags(tags: readonly string[]): Promise<void> {
    await this.#removeTags(tags, (storage) => storage.expireTags(tags));
  }

  async #remove(
    key: CacheKey,
    reason: Voidance,
    command: (keyspace: Keyspace<unknown>) => Awaitable<void>,
  ): Promise<void> {
    const { flights, backoff, settings } = this.terms;
    flights.fence(key, reason);
    backoff.forget(key);
    try {
      const confirmed = this.#confirm(command, () => this.distrust.trust(key), key);
      // What is written after the command was sent is written after it in the storage too, and is marked again.
      if (reason === 'fenced') settings().desk.markReleased(key);
      if (confirmed) await this.#whileRemoving(key, reason, confirmed);
    } catch (error) {
      this.distrust.add(key, async () => this.#confirm(command, undefined, key));
      throw unconfirmed(error, key);
    }
    this.distrust.trust(key);
  }

  async #removeTags(tags: readonly string[], command: (storage: TaggingStorage) => Promise<void>): Promise<void> {
    const { settings, recorder } = this.terms;
    const { storage, tagFences } = settings();
    const tagging = storage as Partial<TaggingStorage>;
    if (typeof tagging.invalidateTags !== 'function') {
      throw new ConfigurationError('this storage has no tags; TaggingStorage says what it takes', storage);
    }
    recorder.invalidations++;
    tagFences.fence(tags);
    try {
      await this.#within(command(tagging as TaggingStorage));
    } catch (error) {
      this.distrust.addAll();
      throw unconfirmed(error, undefined);
    } finally {
      tagFences.fence(tags);
    }
  }

  async #whileRemoving(key: CacheKey, reason: Voidance, confirmed: Promise<void>): Promise<void> {
    const underWay = afterBoth(this.#removing.get(key), confirmed);
    this.#removing.set(key, underWay);
    try {
      await confirmed;
    } finally {
      // Before an offer can be made again: what was loading until now is not to make one.
      this.terms.flights.fence(key, reason);
      void underWay.then(() => {
        if (this.#removing.get(key) === underWay) this.#removing.delete(key);
      });
    }
  }

  async #whileClearing(confirmed: Promise<void>): Promise<void> {
    const underWay = afterBoth(this.#clearing, confirmed);
    this.#clearing = underWay;
    try {
      await confirmed;
    } finally {
      this.terms.flights.fenceAll();
      void underWay.then(() => {
        if (this.#clearing === underWay) this.#clearing = undefined;
      });
    }
  }

  /**
   * Sends the command at once to every keyspace that this function's results may stand in.
   *
   * @returns `undefined` if all of them have carried it out already
   */
  #confirm(
    command: (keyspace: Keyspace<unknown>) => Awaitable<void>,
    late: (() => void) | undefined,
    key?: CacheKey,
  ): Promise<void> | undefined {
    const answers: PromiseLike<void>[] = [];
    for (const keyspace of [this.terms.settings().keyspace as Keyspace<unknown>, ...this.terms.former()]) {
      try {
        const answer = command(keyspace);
        if (isThenable(answer)) answers.push(answer);
      } catch (error) {
        answers.push(Promise.reject(error)); // the other keyspaces are told nevertheless
      }
    }
    return answers.length === 0 ? undefined : this.#within(Promise.all(answers), late, key);
  }

  /** An invalidation has a budget of its own and passes an open breaker. */
  #within(answer: Promise<unknown>, late?: () => void, key?: CacheKey): Promise<void> {
    const { invalidationTimeout, clock, budgetTerms } = this.terms.settings();
    return new Promise((resolve, reject) => {
      let isLate = false;
      const failed = (error: StorageError) => {
        budgetTerms.breaker.failed(clock);
        budgetTerms.failed(error);
        reject(error);
      };
      const deadline = this.terms.deadlines.add(
        invalidationTimeout,
        clock.monotonic(),
        () => {
          isLate = true;
          failed(new StorageError(`the storage did not confirm within ${invalidationTimeout} ms`, { key }));
        },
        undefined,
      );
      answer.then(
        () => {
          deadline.cancel();
          budgetTerms.breaker.succeeded();
          if (isLate) late?.();
          resolve();
        },
        (error) => {
          deadline.cancel();
          if (!isLate) failed(asStorageError(error, key));
        },
      );
    });
  }
}

function unconfirmed(cause: unknown, key: CacheKey | undefined): InvalidationUnconfirmedError {
  return new InvalidationUnconfirmedError(
    'the storage has not confirmed the invalidation; until it does, this process loads instead of reading it',
    { key, cause },
  );
}

/** @returns a promise that never rejects */
async function afterBoth(first: Promise<void> | undefined, second: Promise<void>): Promise<void> {
  await Promise.allSettled([first, second]);
}

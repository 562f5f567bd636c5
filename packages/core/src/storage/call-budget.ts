import { type Awaitable, isThenable } from '../awaitable.js';
import type { Clock } from '../clock/clock.js';
import type { Deadlines } from '../clock/deadlines.js';
import type { Milliseconds } from '../clock/duration.js';
import { SerdeError, StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Breaker } from './breaker.js';

/** What all budgets of one function have in common. */
export interface BudgetTerms {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly breaker: Breaker;
  /** For all commands of one call together. */
  readonly timeout: Milliseconds;
  /** Told of every command that failed or was late, once. */
  readonly failed: (error: StorageError) => void;
}

/** The storage was not asked, because it is known not to answer; not counted as one more failure. */
export class StorageNotAskedError extends StorageError {}

/**
 * The time that one call has for its storage. After one late command the call sends no more: a caller waits for a frozen
 * storage once, and not once per command.
 */
export class CallBudget {
  #left: Milliseconds;

  constructor(
    private readonly terms: BudgetTerms,
    private readonly key: CacheKey,
  ) {
    this.#left = terms.timeout;
  }

  /** Whether a command was late, so that no more are sent. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /**
   * Sends a command and waits for its answer, within what is left.
   *
   * @param lateAnswer is given what comes after the deadline, for what must not be lost
   * @throws {StorageError} if it fails, is late, or was not sent
   */
  ask<T>(command: () => Awaitable<T>, lateAnswer?: (answer: T) => void): Promise<T> {
    const { clock, breaker, deadlines, timeout } = this.terms;
    if (this.#left <= 0)
      return Promise.reject(
        new StorageNotAskedError('an earlier storage command of this call was late', { key: this.key }),
      );
    if (!breaker.allows(clock))
      return Promise.reject(new StorageNotAskedError('the storage does not answer at present', { key: this.key }));
    const sentAt = clock.monotonic();
    let answer: Awaitable<T>;
    try {
      answer = command();
    } catch (error) {
      return Promise.reject(this.#failed(error));
    }
    if (!isThenable(answer)) {
      breaker.succeeded();
      return Promise.resolve(answer);
    }
    return new Promise<T>((resolve, reject) => {
      let isLate = false;
      const spent = timeout - this.#left;
      const deadline = deadlines.add(
        timeout,
        sentAt - spent,
        () => {
          isLate = true;
          this.#left = 0;
          reject(this.#failed(new StorageError(`the storage did not answer within ${timeout} ms`, { key: this.key })));
        },
        undefined,
      );
      answer.then(
        (value) => {
          if (isLate) return lateAnswer?.(value);
          deadline.cancel();
          this.#left -= clock.monotonic() - sentAt;
          breaker.succeeded();
          resolve(value);
        },
        (error) => {
          if (isLate) return;
          deadline.cancel();
          this.#left -= clock.monotonic() - sentAt;
          reject(this.#failed(error));
        },
      );
    });
  }

  #failed(cause: unknown): StorageError {
    const error = asStorageError(cause, this.key);
    // A value that cannot be written says nothing about the storage's health.
    if (error.cause instanceof SerdeError) this.terms.breaker.succeeded();
    else this.terms.breaker.failed(this.terms.clock);
    this.terms.failed(error);
    return error;
  }
}

/** What a storage threw, as a member of the family; its own error is the cause. */
export function asStorageError(error: unknown, key?: CacheKey): StorageError {
  if (error instanceof StorageError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StorageError(`the storage failed: ${message}`, { key, cause: error });
}

import { type Awaitable, isThenable } from '../awaitable.js';
import type { Clock } from '../clock/clock.js';
import type { Deadlines } from '../clock/deadlines.js';
import type { Milliseconds } from '../clock/duration.js';
import { SerdeError, StorageError } from '../errors.js';
import { onceSettled } from '../flight/once-settled.js';
import type { CacheKey } from '../key/cache-key.js';
import { isTraced, type StorageCommand, traceCommand } from '../observe/tracing.js';
import type { Breaker } from './breaker.js';
import type { CacheStorage } from './cache-storage.js';

/** What all budgets of one function have in common. */
export interface BudgetTerms {
  readonly storage: CacheStorage;
  readonly namespace: string;
  /** What the function's figures go by. */
  readonly label: string;
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
   * Sends a command, by a name that is for whoever traces it, and waits for its answer, within what is left.
   *
   * @param lateAnswer is given what comes after the deadline, for what must not be lost
   * @throws {StorageError} if it fails, is late, or was not sent
   */
  ask<T>(name: StorageCommand, command: () => Awaitable<T>, lateAnswer?: (answer: T) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => this.send(name, command, resolve, reject, lateAnswer));
  }

  /** As `ask`, for who has no use for a promise: exactly one of `answered` and `failed` is called, once and not at once. */
  send<T>(
    name: StorageCommand,
    command: () => Awaitable<T>,
    answered: (answer: T) => void,
    failed: (error: StorageError) => void,
    lateAnswer?: (answer: T) => void,
  ): void {
    const { clock, breaker, deadlines, timeout } = this.terms;
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      soon(failed, refusal);
      return;
    }
    const sentAt = clock.monotonic();
    let answer: Awaitable<T>;
    try {
      answer = tracedCommand(this.terms, name, command);
    } catch (error) {
      soon(failed, this.#failed(error));
      return;
    }
    if (!isThenable(answer)) {
      breaker.succeeded();
      soon(answered, answer);
      return;
    }
    let isLate = false;
    const spent = timeout - this.#left;
    const deadline = deadlines.add(
      timeout,
      sentAt - spent,
      () => {
        isLate = true;
        this.#left = 0;
        failed(this.#failed(new StorageError(`the storage did not answer within ${timeout} ms`, { key: this.key })));
      },
      undefined,
    );
    onceSettled(
      answer,
      (value) => {
        if (isLate) return lateAnswer?.(value as T);
        deadline.cancel();
        this.#left -= clock.monotonic() - sentAt;
        breaker.succeeded();
        answered(value as T);
      },
      (error) => {
        if (isLate) return;
        deadline.cancel();
        this.#left -= clock.monotonic() - sentAt;
        failed(this.#failed(error));
      },
    );
  }

  /** @returns why no command may be sent, if that is so */
  #refusal(): StorageError | undefined {
    const { breaker, clock } = this.terms;
    if (this.#left <= 0)
      return new StorageNotAskedError('an earlier storage command of this call was late', { key: this.key });
    if (!breaker.allows(clock))
      return new StorageNotAskedError('the storage does not answer at present', { key: this.key });
    return undefined;
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

/** Sends a command, inside of what traces it, if anybody does. */
export function tracedCommand<T>(terms: BudgetTerms, command: StorageCommand, send: () => T): T {
  if (!isTraced()) return send();
  const { storage, namespace, label } = terms;
  return traceCommand({ command, storage, namespace, label }, send);
}

function soon<T>(tell: (what: T) => void, what: T): void {
  queueMicrotask(() => tell(what));
}

/** What a storage threw, as a member of the family; its own error is the cause. */
export function asStorageError(error: unknown, key?: CacheKey): StorageError {
  if (error instanceof StorageError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StorageError(`the storage failed: ${message}`, { key, cause: error });
}

import { type Awaitable, isThenable } from '../awaitable.js';
import type { Deadlines } from '../clock/deadlines.js';
import type { FormerKeyspace } from '../configuration/fitting.js';
import type { Settings } from '../configuration/settings.js';
import { ConfigurationError, InvalidationUnconfirmedError, StorageError } from '../errors.js';
import type { Voidance } from '../flight/flight.js';
import type { Flights } from '../flight/flights.js';
import { TagFences } from '../flight/tag-fences.js';
import type { CacheKey } from '../key/cache-key.js';
import { liveLines } from '../live/live-lines.js';
import type { Recorder } from '../observe/recorder.js';
import type { StorageCommand } from '../observe/tracing.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import { asStorageError, tracedCommand } from '../storage/call-budget.js';
import type { Keyspace } from '../storage/keyspace.js';
import { spreadFrom, spreading, tagsAtOnce } from '../storage/spreading-storage.js';
import type { TaggingStorage } from '../storage/tagging-storage.js';
import { NamesUnderWrite } from '../write/names-under-write.js';
import { Distrust } from './distrust.js';
import { SharedCommand } from './shared-command.js';

/** A removal is under way, or was never confirmed, or somebody writes to what is loaded. */
export type Obstacle = 'removal' | 'distrust' | 'write';

/** What removals act on: the parts of one function's line. */
export interface RemovalTerms<V> {
  readonly settings: () => Settings<V>;
  /** Keyspaces that the function used before its configuration changed. */
  readonly former: () => readonly FormerKeyspace[];
  /** Removals of the other functions whose results can stand in the same namespaces. */
  readonly neighbours: () => Iterable<Removals<any>>;
  readonly flights: Flights<V>;
  /** What is known of keys that fail. */
  readonly failures: { forget(key: CacheKey): void; forgetAll(): void };
  readonly deadlines: Deadlines;
  readonly recorder: Recorder;
}

/**
 * Takes results away, by key, by tag, or all. Flights are fenced before the storage is told, which makes the effect
 * immediate, and after it has confirmed, which is what makes it certain: a load that began in between may have read what
 * was about to be removed. A removal that the storage does not confirm in time rejects, and its keys are distrusted.
 * All of that holds for every function of this process that shares the namespace.
 */
export class Removals<V> {
  readonly distrust: Distrust;
  /** Removals that were sent and not confirmed yet, by key. */
  readonly #removing = new Map<CacheKey, Promise<void>>();
  #clearing: Promise<void> | undefined = undefined;
  readonly #underWrite = new NamesUnderWrite();

  constructor(private readonly terms: RemovalTerms<V>) {
    this.distrust = new Distrust(
      terms.settings().clock,
      async () => this.#confirm('clear', (keyspace) => keyspace.clear(), undefined),
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

  /** Whether somebody writes to what is loaded under the key: what is loaded meanwhile must not be stored. */
  isUnderWrite(key: CacheKey): boolean {
    return this.#underWrite.has(key);
  }

  /** What keeps a result of the key from being stored, if anything does. */
  obstacleTo(key: CacheKey): Obstacle | undefined {
    const isNone = this.#clearing === undefined && this.#removing.size === 0 && !this.distrust.isAny;
    return isNone && this.#underWrite.size === 0 ? undefined : this.#whichObstacleTo(key);
  }

  #whichObstacleTo(key: CacheKey): Obstacle | undefined {
    if (this.underWay(key) !== undefined) return 'removal';
    if (this.distrust.has(key)) return 'distrust';
    return this.isUnderWrite(key) ? 'write' : undefined;
  }

  /** @returns ends it */
  beginWrite(key: CacheKey): () => void {
    const ends = this.#concerned().map((each) => each.#underWrite.begin(key));
    return () => {
      for (const end of ends) end();
    };
  }

  invalidate(key: CacheKey): Promise<void> {
    return spreading(this.invalidateAtOnce(key), this.storages());
  }

  /**
   * Leaves it to the caller to wait until it has spread to other processes.
   *
   * @param removed a removal from the present keyspace that has been sent already, in place of one of its own
   */
  async invalidateAtOnce(key: CacheKey, removed?: Promise<void>): Promise<void> {
    this.terms.recorder.figures.invalidations++;
    await this.#remove(key, 'fenced', (keyspace) => keyspace.invalidate(key), removed);
    this.terms.recorder.removed(key, 'invalidated');
  }

  expire(key: CacheKey): Promise<void> {
    this.terms.recorder.figures.invalidations++;
    return spreading(
      this.#remove(key, 'expired', (keyspace) => keyspace.expire(key)),
      this.storages(),
    );
  }

  /** All that this function's results may stand in at present. */
  storages(): readonly CacheStorage[] {
    return [this.terms.settings().storage, ...this.terms.former().map(({ storage }) => storage)];
  }

  async invalidateAll(): Promise<void> {
    const { recorder, settings } = this.terms;
    const storages = this.storages();
    recorder.figures.invalidations++;
    for (const { terms } of this.#concerned()) {
      terms.flights.fenceAll();
      terms.failures.forgetAll();
    }
    try {
      const confirmed = this.#confirm(
        'clear',
        (keyspace) => keyspace.clear(),
        () => this.distrust.trustAll(),
      );
      settings().desk.markAllReleased();
      if (confirmed) await this.#whileClearing(confirmed);
    } catch (error) {
      for (const each of this.#concerned()) each.distrust.addAll();
      throw unconfirmed(error, undefined);
    }
    this.distrust.trustAll();
    recorder.removed('', 'cleared');
    await spreadFrom(storages);
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    await this.#removeTags(tags, 'fenced', (storage) => tagsAtOnce(storage).invalidateTags(tags));
  }

  async expireTags(tags: readonly string[]): Promise<void> {
    await this.#removeTags(tags, 'expired', (storage) => tagsAtOnce(storage).expireTags(tags));
  }

  /** A load that supersedes what ran before it does so for the other functions of the namespace too. */
  supersedeNeighbours(key: CacheKey): void {
    for (const { terms } of this.terms.neighbours()) terms.flights.fence(key, 'superseded');
  }

  #concerned(): readonly Removals<any>[] {
    return [this, ...this.terms.neighbours()];
  }

  async #remove(
    key: CacheKey,
    reason: Voidance,
    command: (keyspace: Keyspace<unknown>) => Awaitable<void>,
    sent?: Promise<void>,
  ): Promise<void> {
    const { settings } = this.terms;
    const name = reason === 'fenced' ? 'invalidate' : 'expire';
    for (const { terms } of this.#concerned()) {
      terms.flights.fence(key, reason);
      terms.failures.forget(key);
    }
    try {
      const { keyspace: present } = settings();
      const send: typeof command = sent ? (keyspace) => (keyspace === present ? sent : command(keyspace)) : command;
      const confirmed = this.#confirm(name, send, () => this.distrust.trust(key), key);
      // What is written after the command was sent is written after it in the storage too, and is marked again.
      if (reason === 'fenced') settings().desk.markReleased(key);
      if (confirmed) await this.#whileRemoving(key, reason, confirmed);
    } catch (error) {
      for (const each of this.#concerned()) {
        each.distrust.add(key, async () => each.#confirm(name, command, undefined, key));
      }
      throw unconfirmed(error, key);
    }
    this.distrust.trust(key);
  }

  async #removeTags(
    tags: readonly string[],
    reason: 'fenced' | 'expired',
    command: (storage: TaggingStorage) => Promise<void>,
  ): Promise<void> {
    const { settings, recorder } = this.terms;
    const { storage } = settings();
    if (!hasTags(storage)) {
      throw new ConfigurationError('this storage has no tags; TaggingStorage says what it takes', storage);
    }
    recorder.figures.invalidations++;
    const storages = new Set(this.storages().filter(hasTags));
    const name = reason === 'fenced' ? 'invalidateTags' : 'expireTags';
    const { budgetTerms } = settings();
    const removal = new SharedCommand(async () => {
      this.#fenceTags(storages, tags, reason);
      try {
        const told = Array.from(storages, (each) =>
          tracedCommand({ ...budgetTerms, storage: each }, name, () => command(each)),
        );
        await Promise.all(told);
      } finally {
        this.#fenceTags(storages, tags, reason);
      }
    });
    try {
      await this.#confirmTags(removal);
    } catch (error) {
      for (const each of this.#onAnyOf(storages)) each.distrust.addTags(() => each.#confirmTags(removal));
      throw unconfirmed(error, undefined);
    }
    await spreadFrom(storages);
  }

  async #confirmTags(removal: SharedCommand): Promise<void> {
    try {
      await this.#within(removal.send());
    } catch (error) {
      removal.giveUp();
      throw error;
    }
  }

  /** Tags belong to the storage: any function that has results there may have some that carry them. */
  #onAnyOf(storages: ReadonlySet<CacheStorage>): ReadonlySet<Removals<any>> {
    const concerned = new Set<Removals<any>>([this]);
    for (const { isClosed, settings, removals } of liveLines) {
      if (!isClosed && storages.has(settings.storage)) concerned.add(removals);
    }
    return concerned;
  }

  /** Also for loads that began on a storage that the function has left since: they can still be joined. */
  #fenceTags(storages: Iterable<CacheStorage>, tags: readonly string[], reason: 'fenced' | 'expired'): void {
    const fences = new Set(Array.from(storages, (storage) => TagFences.of(storage)));
    for (const { settings } of this.terms.flights.running()) fences.add(settings.tagFences);
    for (const each of fences) each.fence(tags, reason);
  }

  async #whileRemoving(key: CacheKey, reason: Voidance, confirmed: Promise<void>): Promise<void> {
    const ends = this.#concerned().map((each) => each.#beginRemoving(key, confirmed));
    try {
      await confirmed;
    } finally {
      // Before an offer can be made again: what was loading until now is not to make one.
      for (const { terms } of this.#concerned()) terms.flights.fence(key, reason);
      for (const end of ends) end();
    }
  }

  #beginRemoving(key: CacheKey, confirmed: Promise<void>): () => void {
    const underWay = afterBoth(this.#removing.get(key), confirmed);
    this.#removing.set(key, underWay);
    return () =>
      void underWay.then(() => {
        if (this.#removing.get(key) === underWay) this.#removing.delete(key);
      });
  }

  async #whileClearing(confirmed: Promise<void>): Promise<void> {
    const ends = this.#concerned().map((each) => each.#beginClearing(confirmed));
    try {
      await confirmed;
    } finally {
      for (const { terms } of this.#concerned()) terms.flights.fenceAll();
      for (const end of ends) end();
    }
  }

  #beginClearing(confirmed: Promise<void>): () => void {
    const underWay = afterBoth(this.#clearing, confirmed);
    this.#clearing = underWay;
    return () =>
      void underWay.then(() => {
        if (this.#clearing === underWay) this.#clearing = undefined;
      });
  }

  /**
   * Sends the command at once to every keyspace that this function's results may stand in.
   *
   * @returns `undefined` if all of them have carried it out already
   */
  #confirm(
    name: StorageCommand,
    command: (keyspace: Keyspace<unknown>) => Awaitable<void>,
    late: (() => void) | undefined,
    key?: CacheKey,
  ): Promise<void> | undefined {
    const answers: PromiseLike<void>[] = [];
    const former = this.terms.former().map(({ keyspace }) => keyspace);
    for (const keyspace of [this.terms.settings().keyspace as Keyspace<unknown>, ...former]) {
      try {
        const answer = tracedCommand(this.terms.settings().budgetTerms, name, () => command(keyspace));
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

function hasTags(storage: CacheStorage): storage is TaggingStorage {
  return typeof (storage as Partial<TaggingStorage>).invalidateTags === 'function';
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

import { type Awaitable, isThenable } from '../awaitable.js';
import type { Deadlines } from '../clock/deadlines.js';
import type { Settings } from '../configuration/settings.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import { flawOf } from '../entry/entry-facts.js';
import { StoredEntry } from '../entry/stored-entry.js';
import { StorageError } from '../errors.js';
import { ignore } from '../flight/deferred.js';
import type { Flight } from '../flight/flight.js';
import { nextSequence } from '../flight/sequence.js';
import type { Obstacle } from '../invalidation/removals.js';
import type { CacheKey } from '../key/cache-key.js';
import type { LoadOutcome, Recorder } from '../observe/recorder.js';
import { asStorageError, CallBudget } from './call-budget.js';
import type { OfferOutcome } from './keyspace.js';
import type { LeaseOutcome } from './leasing-keyspace.js';
import type { Permit } from './permit.js';

export interface StorageStageTerms<V> {
  readonly recorder: Recorder;
  readonly deadlines: Deadlines;
  readonly isDistrusted: (key: CacheKey) => boolean;
  /** What keeps a result of the key from being stored, if anything does. */
  readonly obstacleTo: (key: CacheKey) => Obstacle | undefined;
  /** Shows what the storage holds. @returns whether that ends the flight */
  readonly answeredBy: (flight: Flight<V>, found: CacheEntry<V> | undefined) => boolean;
  /** The flight waits for another process's load. */
  readonly waits: (flight: Flight<V>) => void;
  /** Whether a load is to be told of the entry that it replaces, even where that entry answers nobody. */
  readonly tellsPrevious: (settings: Settings<V>) => boolean;
}

/** What a flight has to do with its storage: the read and the right to load before the loader, the offer after it. */
export class StorageStage<V> {
  constructor(private readonly terms: StorageStageTerms<V>) {}

  /**
   * Sends the read that most flights begin with and, where they hit, end with. By callbacks, of which one is called, not
   * at once: measured, an async function around it took a tenth of what a hit in Redis costs this process.
   *
   * @returns false for a flight that does not begin with it
   */
  read(
    flight: Flight<V>,
    reading: PromiseLike<CacheEntry<V> | undefined> | undefined,
    answered: (found: CacheEntry<V> | undefined) => void,
    failed: (error: StorageError) => void,
  ): boolean {
    const { key, settings, background, forced, skips } = flight;
    if (background || forced || skips?.farRead || this.terms.isDistrusted(key)) return false;
    flight.stage = 'reading';
    if (reading !== undefined && flight.budget !== undefined) {
      reading.then(answered, failed); // one command for many keys, which counts in their common budget already
    } else {
      flight.budget ??= new CallBudget(settings.budgetTerms, key);
      flight.budget.send('get', () => reading ?? readFrom(settings, key), answered, failed);
    }
    flight.commandSent();
    return true;
  }

  /**
   * Without what the storage did not answer.
   *
   * @throws the error, if callers are to get it
   */
  doWithout(flight: Flight<V>, error: unknown): void {
    const { snapshot, leasing } = flight.settings;
    if (snapshot.storageFailurePolicy === 'fail-closed') throw error;
    // Without the right to load, what is loaded must not be stored over what an invalidation may have removed.
    if (leasing) flight.mayStore = false;
  }

  /** Reads, and asks for the right to load, until there is an answer or it is clear that this flight has to load. */
  async isAnswered(flight: Flight<V>, isRead: boolean): Promise<boolean> {
    const { key, settings } = flight;
    flight.budget ??= new CallBudget(settings.budgetTerms, key);
    if (!isRead && this.terms.isDistrusted(key)) return false;
    flight.stage = 'reading';
    try {
      return await this.#ask(flight, isRead);
    } catch (error) {
      this.doWithout(flight, error);
      return false;
    }
  }

  async #ask(flight: Flight<V>, wasRead: boolean): Promise<boolean> {
    const { key, settings, background, skips } = flight;
    const forced = flight.forced || skips?.farRead === true;
    // A near tier can be behind: then the far one may have what this was to load. With leases `acquire` tells.
    const isNearEnough = settings.near === undefined || settings.leasing !== undefined;
    const isPast = skips?.farRead === true || (flight.forced && !this.terms.tellsPrevious(settings));
    let isRead = wasRead || (background && isNearEnough) || isPast;
    for (;;) {
      if (!isRead) {
        const reply = flight.budget!.ask('get', () => readFrom(settings, key));
        flight.commandSent();
        if (this.terms.answeredBy(flight, await reply)) return true;
      }
      if (settings.leasing === undefined || skips?.farWrite) return false;
      isRead = true;
      const outcome = await this.#lease(flight);
      if (outcome.kind === 'found') {
        if (this.terms.answeredBy(flight, outcome.entry)) return true;
      } else if (outcome.kind === 'held') {
        if (background) return true; // somebody else refreshes it
        this.terms.waits(flight);
        await outcome.released;
        if (flight.timedOut) return true;
        isRead = forced;
      } else {
        if (outcome.kind === 'acquired') flight.permit = outcome.permit;
        else flight.mayStore = false;
        return false;
      }
    }
  }

  #lease(flight: Flight<V>): Promise<LeaseOutcome<V>> {
    const { key, standing, tags, settings, skips } = flight;
    const supersede = flight.forced || skips?.farRead === true;
    const leasing = settings.leasing!;
    const reply = flight.budget!.ask(
      'acquire',
      () => leasing.acquire(key, { standing, supersede, tags }),
      (late) => {
        if (late.kind === 'acquired') this.abandon(flight, late.permit);
      },
    );
    flight.commandSent();
    return reply;
  }

  /** Keeps the lease while the loader waits for its turn, and runs. */
  keepLease(flight: Flight<V>): void {
    const { key, settings, permit } = flight;
    const leasing = settings.leasing!;
    const extend = () => {
      const isUnderWay = flight.stage === 'loading' || flight.stage === 'queued';
      if (!isUnderWay || permit === undefined || flight.permit !== permit) return;
      this.#behind(key, () => leasing.extend(key, permit));
      this.keepLease(flight);
    };
    flight.leaseDeadline = this.terms.deadlines.add(
      leasing.leaseFor / 2,
      settings.clock.monotonic(),
      extend,
      undefined,
    );
  }

  /** Gives the right to load back, unused. */
  abandon({ key, settings }: Flight<V>, permit: Permit): void {
    this.#behind(key, () => settings.leasing!.abandon(key, permit));
  }

  /** Offers what was loaded, unless it became void meanwhile or may not be stored. */
  offer(flight: Flight<V>, entry: StoredEntry<V>): Awaitable<LoadOutcome> {
    const { key, settings } = flight;
    flight.offerBegins();
    const obstacle = this.terms.obstacleTo(key);
    if (flight.void !== undefined || obstacle === 'removal') return 'fenced';
    if (entry.tags.length > 0 && settings.tagFences.isFenced(entry.tags, flight.sequence)) return 'fenced';
    if (!flight.mayStore || flight.demand?.mayStore === false || flight.notes?.isStored === false) return 'not-stored';
    if (obstacle !== undefined) return 'not-stored';
    if (entry.tags.length > 0 && settings.tagFences.areUnderWrite(entry.tags)) return 'not-stored';
    const offered = settings.keyspace.keepsOfferedEntry ? entry : entry.toPlain();
    return settings.isAsynchronous ? this.#send(flight, offered) : this.#hand(flight, offered);
  }

  /** To a storage that may well answer at once. */
  #hand(flight: Flight<V>, offered: CacheEntry<V>): Awaitable<LoadOutcome> {
    const { keyspace } = flight.settings;
    try {
      const held = keyspace.size!; // or undefined: then no number is one more
      const outcome = keyspace.offer(flight.key, offered);
      flight.isConfirmed = true;
      if (isThenable(outcome)) return this.#handLater(flight, outcome);
      flight.isNewKey = keyspace.tellsRemovals === true && keyspace.size === held + 1;
      return outcome;
    } catch (error) {
      return this.#notHanded(flight, error);
    }
  }

  #handLater(flight: Flight<V>, outcome: PromiseLike<OfferOutcome>): Promise<LoadOutcome> {
    flight.settings.isAsynchronous = true; // it was never read before
    return this.#outcomeOf(flight, () => outcome);
  }

  #notHanded(flight: Flight<V>, error: unknown): LoadOutcome {
    const failure = this.failed(flight, asStorageError(error, flight.key));
    if (failure) throw failure;
    return 'not-stored';
  }

  #send(flight: Flight<V>, offered: CacheEntry<V>): Promise<LoadOutcome> {
    const { key, settings } = flight;
    return this.#outcomeOf(flight, () => settings.keyspace.offer(key, offered, flight.permit));
  }

  async #outcomeOf(flight: Flight<V>, offer: () => Awaitable<OfferOutcome>): Promise<LoadOutcome> {
    const { key, settings } = flight;
    flight.budget ??= new CallBudget(settings.budgetTerms, key);
    let outcome: OfferOutcome;
    try {
      flight.offeredAt = nextSequence();
      const reply = flight.budget.ask('offer', offer);
      flight.permit = undefined; // used up, whatever comes of it
      outcome = await reply;
    } catch (error) {
      if (settings.snapshot.storageFailurePolicy === 'fail-closed') throw error;
      return 'not-stored';
    }
    flight.isConfirmed = outcome !== 'refused';
    return outcome;
  }

  /** What a storage answered, as the line's own entry; what is none is reported and counts as a miss. */
  sound(key: CacheKey, found: CacheEntry<V> | undefined): StoredEntry<V> | undefined {
    if (found === undefined || found instanceof StoredEntry) return found;
    const flaw = flawOf(found);
    if (flaw === undefined) return StoredEntry.of(found);
    const error = new StorageError(`the storage answered with what is no entry: ${flaw}`, { key });
    this.terms.recorder.storageFailed(key, error);
    return undefined;
  }

  /** @returns the error, if callers are to get it */
  failed({ key, settings }: Pick<Flight<V>, 'key' | 'settings'>, error: StorageError): StorageError | undefined {
    this.terms.recorder.storageFailed(key, error);
    return settings.snapshot.storageFailurePolicy === 'fail-closed' ? error : undefined;
  }

  /** Sends a command that nobody waits for. */
  #behind(key: CacheKey, command: () => Awaitable<unknown>): void {
    const failed = (error: unknown) => this.terms.recorder.storageFailed(key, asStorageError(error, key));
    try {
      Promise.resolve(command()).then(ignore, failed);
    } catch (error) {
      failed(error);
    }
  }
}

export function readFrom<V>({ near, keyspace }: Settings<V>, key: CacheKey): Awaitable<CacheEntry<V> | undefined> {
  return near === undefined ? keyspace.get(key) : near.getFar(key);
}

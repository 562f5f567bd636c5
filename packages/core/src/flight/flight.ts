import type { Deadline } from '../clock/deadlines.js';
import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { Settings } from '../configuration/settings.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { StoredEntry } from '../entry/stored-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import type { LoadOutcome } from '../observe/recorder.js';
import type { CallBudget } from '../storage/call-budget.js';
import type { Permit } from '../storage/permit.js';
import type { Demand } from '../version/demand.js';
import { ignore } from './deferred.js';
import type { LoadNotes } from './load-context.js';
import { type Origin, Passengers } from './passengers.js';
import { nextSequence } from './sequence.js';

/** What a flight is doing. Commands of an asynchronous storage are under way while it is reading and offering. */
export type Stage = 'reading' | 'loading' | 'offering' | 'landed';
/** Why a flight may no longer store: its key was invalidated or expired by hand, or a newer load of the key began. */
export type Voidance = 'fenced' | 'expired' | 'superseded';

/**
 * One answer in the making, shared by all who ask for the same key meanwhile.
 *
 * On a storage that other processes share, who may share an answer depends on when they came, since what a command
 * answers can be older than an invalidation that ended elsewhere before their call: an answer serves those who came
 * before the command (or the load) that gave it was begun. Those who come during a load are served if the storage
 * afterwards accepts the result; all others are left behind for the key's next flight.
 */
export class Flight<V = unknown> extends Passengers<V> {
  /** Taken at the start, so that whatever happens during the flight is later than it. */
  readonly sequence = nextSequence();
  stage: Stage = 'loading';
  void: Voidance | undefined = undefined;
  /** Nobody may join any more and its callers were answered, but its load still runs. */
  timedOut = false;
  /** The loader's own synchronous part is running: a call that comes now comes from the loader itself. */
  inLoader = false;
  /** When the load began; before that, when the flight did. */
  since: EpochMilliseconds = 0;
  startedAt: Milliseconds = 0;
  loadedIn: Milliseconds = 0;
  /** What the calls ask of their entry, where a version function tells. */
  demand: Demand | undefined = undefined;
  /** The value, where it is not loaded but given: `prime`. */
  given: { readonly value: V } | undefined = undefined;
  outcome: LoadOutcome | undefined = undefined;
  previous: StoredEntry<V> | undefined = undefined;
  notes: LoadNotes | undefined = undefined;
  budget: CallBudget | undefined = undefined;
  deadline: Deadline | undefined = undefined;
  tags: readonly string[] | undefined = undefined;
  /** Callers of `refresh` who came after this flight's load had begun; they share the next one. */
  nextRefresh: Promise<V> | undefined = undefined;
  /** The object that the storage answered with, for the lease over it. */
  standing: CacheEntry<V> | undefined = undefined;
  permit: Permit | undefined = undefined;
  /** False once it is clear that the result may not be offered: quarantine, no lease, storage away. */
  mayStore = true;
  /** Callers got the kept value because the load takes long. */
  softTimedOut = false;
  softDeadline: Deadline | undefined = undefined;
  leaseDeadline: Deadline | undefined = undefined;
  /** When the offer was sent to an asynchronous storage, in the order of the process. */
  offeredAt = 0;
  /** The storage has said that nothing happened to the key since the load began. */
  isConfirmed = false;
  /** Told once all callers have left. */
  abandoned: ((flight: Flight<V>) => void) | undefined = undefined;
  /** It stands where new callers look for it. */
  isCurrent = false;
  #certain: Passengers<V>[] | undefined = undefined;
  #boarding: Passengers<V> | undefined = undefined;
  #tentative: Passengers<V> | undefined = undefined;
  #isSealed = false;

  constructor(
    readonly key: CacheKey,
    origin: Origin,
    readonly settings: Settings<V>,
    /** Started by no caller of its own, and by none who waits. */
    readonly background: boolean,
    /** Started by `refresh`: supersedes what ran before it. */
    readonly forced: boolean,
  ) {
    super(origin);
    if (background) this.promise.catch(ignore);
  }

  /** Takes one more call aboard. */
  board(origin: Origin): Passengers<V> {
    const passengers = this.#groupFor(origin);
    passengers.count++;
    return passengers;
  }

  /** A command has been sent: what it answers serves those who came before. */
  commandSent(): void {
    this.#takeAboard();
    this.#sealSoon();
  }

  /** From here on a caller needs the storage's confirmation that nothing happened since. */
  loadBegins(): void {
    this.#takeAboard();
    this.stage = 'loading';
    this.#sealSoon();
  }

  /** From here on a caller needs the confirmation that what was invalidated meanwhile does not concern the result. */
  seal(): void {
    this.#isSealed = true;
  }

  offerBegins(): void {
    this.#tentative = this.#boarding;
    this.#boarding = undefined;
    this.stage = 'offering';
  }

  /** Answers everybody whom this value may serve. @returns how many calls that were */
  answer(value: V, confirmed: boolean): number {
    if (this.#certain === undefined && this.#tentative === undefined) {
      this.resolve(value);
      const calls = this.count;
      this.count = 0;
      return calls;
    }
    return this.#settle(confirmed, (passengers) => passengers.resolve(value));
  }

  /** A failed load fails for all who waited for it, those who came during it too. */
  fail(error: unknown): number {
    if (this.#boarding && this.stage === 'loading') this.#takeAboard();
    return this.#settle(true, (passengers) => passengers.reject(error));
  }

  /** Those who could not be served, or could not be served by this; everybody, where it ended without an answer. */
  leftBehind(): readonly Passengers<V>[] {
    if (this.#tentative === undefined && this.#boarding === undefined && this.count === 0 && !this.#certain)
      return NOBODY;
    const left = this.#groups().filter((group) => group !== this || this.count > 0);
    this.#certain = this.#tentative = this.#boarding = undefined;
    return left;
  }

  /** Takes over those whom another flight left behind, as if they had started this one. */
  takeOver(passengers: readonly Passengers<V>[]): void {
    for (const group of passengers) group.flight = this;
    this.promise.catch(ignore); // they have promises of their own; nobody may hold this one
    this.#certain = [...(this.#certain ?? []), ...passengers];
  }

  passengersLeft(): void {
    if (!this.background && !this.forced && !this.#groups().some((group) => group.areWaiting)) this.abandon();
  }

  /** All callers have left: a loader that can be told so is told, and nobody joins what it may break off. */
  abandon(): void {
    this.abandoned?.(this);
    this.notes?.abort(undefined);
  }

  /** How many calls are aboard. */
  get calls(): number {
    return this.#groups().reduce((sum, group) => sum + group.count, 0);
  }

  /**
   * Calls of the same synchronous run still count as having come before: nothing that another process did in between can
   * be known to them.
   */
  #sealSoon(): void {
    if (!this.settings.storage.shared) return;
    this.#isSealed = false;
    queueMicrotask(() => {
      this.#isSealed = true;
    });
  }

  #groupFor(origin: Origin): Passengers<V> {
    if (!this.#isSealed) return this;
    this.#boarding ??= new Passengers(origin, this).rememberContext();
    return this.#boarding;
  }

  #takeAboard(): void {
    if (this.#boarding === undefined) return;
    this.#certain = [...(this.#certain ?? []), this.#boarding];
    this.#boarding = undefined;
  }

  #settle(confirmed: boolean, tell: (passengers: Passengers<V>) => void): number {
    if (confirmed && this.#tentative) {
      this.#certain = [...(this.#certain ?? []), this.#tentative];
      this.#tentative = undefined;
    }
    let calls = this.count;
    this.count = 0;
    tell(this);
    if (this.#certain === undefined) return calls;
    for (const group of this.#certain) {
      calls += group.count;
      tell(group);
    }
    this.#certain = undefined;
    return calls;
  }

  #groups(): Passengers<V>[] {
    return [this, ...(this.#certain ?? []), this.#tentative, this.#boarding].filter((group) => group !== undefined);
  }
}

const NOBODY: readonly never[] = Object.freeze([]);

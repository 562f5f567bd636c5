import type { Awaitable } from '../awaitable.js';
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
import type { Admission } from './admission.js';
import { type Deferred, ignore } from './deferred.js';
import { LaterPassengers } from './later-passengers.js';
import type { LoadNotes } from './load-context.js';
import { FurtherPassengers, Passengers } from './passengers.js';
import { nextSequence } from './sequence.js';
import { synchronousRun } from './synchronous-run.js';
import type { Skips } from './tier-skips.js';

/**
 * What a flight is doing. Commands of an asynchronous storage are under way while it is reading and offering; while it is
 * queued it waits for its loader's turn, and nothing is under way.
 */
export type Stage = 'reading' | 'queued' | 'loading' | 'offering' | 'landed';
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
  readonly promise: Promise<V>;
  readonly resolve: Deferred<V>['resolve'];
  readonly reject: Deferred<V>['reject'];
  count = 0;
  stage: Stage = 'loading';
  void: Voidance | undefined = undefined;
  /** The loader's own synchronous part is running: a call that comes now comes from the loader itself. */
  inLoader = false;
  /** When the load began; before that, when the flight did. */
  since: EpochMilliseconds = 0;
  startedAt: Milliseconds = 0;
  loadedIn: Milliseconds = 0;
  deadline: Deadline | undefined = undefined;
  /** The storage has said that nothing happened to the key since the load began. */
  isConfirmed = false;
  /** Its key was not in the storage before its entry was. */
  isNewKey = false;
  /** It stands where new callers look for it. */
  isCurrent = false;
  #later: LaterPassengers<V> | undefined = undefined;

  // Rarely set: the usual values are the prototype's, so that a load does not carry the fields. Measured: a sixth of
  // what a miss allocates.

  /** Nobody may join any more and its callers were answered, but its load still runs. */
  declare timedOut: boolean;
  /** What the calls ask of their entry, where a version function tells. */
  declare demand: Demand | undefined;
  /** The value, where it is not loaded but given: `prime`. */
  declare given: { readonly value: V } | undefined;
  /** Kept for `prime` alone. */
  declare outcome: LoadOutcome | undefined;
  declare previous: StoredEntry<V> | undefined;
  declare notes: LoadNotes | undefined;
  declare budget: CallBudget | undefined;
  declare tags: readonly string[] | undefined;
  /** Callers of `refresh` who came after this flight's load had begun; they share the next one. */
  declare nextRefresh: Promise<V> | undefined;
  /** The object that the storage answered with, for the lease over it. */
  declare standing: CacheEntry<V> | undefined;
  declare permit: Permit | undefined;
  /** What it does without in the tiers of its storage. */
  declare skips: Skips | undefined;
  /** False once it is clear that the result may not be offered: quarantine, no lease, storage away. */
  declare mayStore: boolean;
  /** Callers got the kept value because the load takes long. */
  declare softTimedOut: boolean;
  declare softDeadline: Deadline | undefined;
  declare leaseDeadline: Deadline | undefined;
  /** When the offer was sent to an asynchronous storage, in the order of the process. */
  declare offeredAt: number;
  /** The synchronous run in which its first passengers can still be joined; always, as long as there is none. */
  declare private openFor: number | undefined;
  /** Callers of a refresh that is not theirs. */
  declare companions: Passengers<V> | undefined;
  /** Told once all callers have left. */
  declare abandoned: ((flight: Flight<V>) => void) | undefined;
  /** Its way through the limits on concurrent loads, if there are any. */
  declare admission: Admission | undefined;
  /** It got no turn under a limit on concurrent loads. */
  declare isTurnedAway: boolean;

  constructor(
    readonly key: CacheKey,
    readonly self: unknown,
    protected readonly list: readonly unknown[] | undefined,
    readonly settings: Settings<V>,
    /** Started by no caller of its own, and by none who waits. */
    readonly background: boolean,
    /** Started by `refresh`: supersedes what ran before it. */
    readonly forced: boolean,
  ) {
    super();
    // As a Deferred, but not as an object of its own: a load should make as few as it can.
    let resolve!: Deferred<V>['resolve'];
    let reject!: Deferred<V>['reject'];
    this.promise = new Promise<V>((resolveIt, rejectIt) => {
      resolve = resolveIt;
      reject = rejectIt;
    });
    this.resolve = resolve;
    this.reject = reject;
    if (background) this.promise.catch(ignore);
  }

  /** Takes the call aboard that it was made for. */
  boardFirst(): void {
    this.count = 1;
  }

  /** Takes one more call aboard. */
  board(self: unknown, args: readonly unknown[] | undefined): Passengers<V> {
    const passengers = this.#isSealed() ? this.#boardLater(self, args) : this.#boardNow(self, args);
    passengers.count++;
    return passengers;
  }

  /** Whoever refreshes gets a failure as it is; those who merely come along may get something in its place. */
  #boardNow(self: unknown, args: readonly unknown[] | undefined): Passengers<V> {
    if (!this.forced) return this;
    if (this.companions === undefined) {
      this.companions = new FurtherPassengers(self, args, this);
      this.#later ??= new LaterPassengers();
      this.#later.makeCertain([this.companions]);
    }
    return this.companions;
  }

  /**
   * A command has been sent: what it answers serves those who came before. Calls of the same synchronous run still count
   * as such: nothing that another process did in between can be known to them.
   */
  commandSent(): void {
    this.#later?.takeAboard();
    if (this.settings.storage.shared) this.openFor = synchronousRun();
  }

  /** From here on a caller needs the storage's confirmation that nothing happened since. */
  loadBegins(): void {
    this.stage = 'loading';
    this.commandSent();
  }

  /** From here on a caller needs the confirmation that what was invalidated meanwhile does not concern the result. */
  seal(): void {
    this.openFor = NO_RUN;
  }

  offerBegins(): void {
    this.stage = 'offering';
    this.#later?.offerBegins();
  }

  /** Answers everybody whom this value may serve. @returns how many calls that were */
  answer(value: V, confirmed: boolean): number {
    this.resolve(value);
    const calls = this.#served();
    return this.#later === undefined ? calls : calls + this.#answerLater(this.#later, value, confirmed);
  }

  #answerLater(later: LaterPassengers<V>, value: V, confirmed: boolean): number {
    let calls = 0;
    for (const group of later.served(confirmed)) {
      calls += group.count;
      group.resolve(value);
    }
    return calls;
  }

  /** A failed load fails for all who waited for it, those who came during it too. */
  fail(error: unknown): number {
    return this.#endFor((group) => group.reject(error));
  }

  /** As `fail`, with what takes the error's place. */
  replaceFailure(value: Awaitable<V>): number {
    return this.#endFor((group) => group.resolve(value));
  }

  /** Those who could not be served, or could not be served by this; everybody, where it ended without an answer. */
  leftBehind(): readonly Passengers<V>[] {
    return this.count === 0 && this.#later === undefined ? NOBODY : this.#allLeftBehind();
  }

  #allLeftBehind(): readonly Passengers<V>[] {
    const left = this.#groups().filter((group) => group !== this || this.count > 0);
    this.#later = undefined;
    return left;
  }

  /** Takes over those whom another flight left behind, as if they had started this one. */
  takeOver(passengers: readonly Passengers<V>[]): void {
    for (const group of passengers) group.changeTo(this);
    this.promise.catch(ignore); // they have promises of their own; nobody may hold this one
    this.#later ??= new LaterPassengers();
    this.#later.makeCertain(passengers);
  }

  passengersLeft(): void {
    if (!this.background && !this.forced && !this.#groups().some((group) => group.areWaiting)) this.abandon();
  }

  /**
   * Whether a removal need not concern it, since its load has not begun: what it will load is newer. A permit that it has
   * is void, though, and so is what it could have fallen back to.
   */
  canOutlast(removal: 'fenced' | 'expired'): boolean {
    if (this.stage !== 'queued' || this.permit !== undefined) return false;
    if (removal === 'fenced') this.previous = undefined;
    return true;
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

  #isSealed(): boolean {
    return this.openFor !== undefined && (this.openFor === NO_RUN || this.openFor !== synchronousRun());
  }

  #boardLater(self: unknown, args: readonly unknown[] | undefined): Passengers<V> {
    this.#later ??= new LaterPassengers();
    return this.#later.board(() => new FurtherPassengers(self, args, this));
  }

  #endFor(tell: (group: Passengers<V>) => void): number {
    if (this.stage === 'loading' || this.stage === 'queued') this.#later?.takeAboard();
    tell(this);
    let calls = this.#served();
    for (const group of this.#later?.served(true) ?? NOBODY) {
      calls += group.count;
      tell(group);
    }
    return calls;
  }

  #served(): number {
    const calls = this.count;
    this.count = 0;
    return calls;
  }

  #groups(): readonly Passengers<V>[] {
    return this.#later === undefined ? [this] : [this, ...this.#later.all()];
  }
}

Object.assign(Flight.prototype, {
  timedOut: false,
  demand: undefined,
  given: undefined,
  outcome: undefined,
  previous: undefined,
  notes: undefined,
  budget: undefined,
  tags: undefined,
  nextRefresh: undefined,
  standing: undefined,
  permit: undefined,
  skips: undefined,
  mayStore: true,
  softTimedOut: false,
  softDeadline: undefined,
  leaseDeadline: undefined,
  offeredAt: 0,
  openFor: undefined,
  companions: undefined,
  abandoned: undefined,
  admission: undefined,
  isTurnedAway: false,
});

/** The number of no synchronous run. */
const NO_RUN = 0;
const NOBODY: readonly never[] = Object.freeze([]);

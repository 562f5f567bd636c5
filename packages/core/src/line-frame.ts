import type { Awaitable } from './awaitable.js';
import { Deadlines } from './clock/deadlines.js';
import type { Milliseconds } from './clock/duration.js';
import { Fitting, type Identity, labelOf } from './configuration/fitting.js';
import type { Overlay } from './configuration/options.js';
import type { Settings } from './configuration/settings.js';
import type { Snapshot, SnapshotCell } from './configuration/snapshot.js';
import type { CacheEntry } from './entry/cache-entry.js';
import type { StoredEntry } from './entry/stored-entry.js';
import { CacheClosedError, type MemoirError, NotConfiguredCacheCalledError } from './errors.js';
import { isAdvising } from './eviction/advice/capacity-advice.js';
import type { CallOptions } from './flight/call-options.js';
import { ignore } from './flight/deferred.js';
import { FailureStage } from './flight/failure-stage.js';
import type { Flight } from './flight/flight.js';
import { Flights } from './flight/flights.js';
import { LoadNotes } from './flight/load-context.js';
import { LoadGate } from './flight/load-gate.js';
import { LoadStage } from './flight/load-stage.js';
import type { Invocation, Origin } from './flight/passengers.js';
import type { Skips } from './flight/tier-skips.js';
import type { Distrust } from './invalidation/distrust.js';
import { Removals } from './invalidation/removals.js';
import type { ArgumentsKeyExtractor } from './key/arguments-key-extractor.js';
import type { CacheKey } from './key/cache-key.js';
import { type BypassSwitch, isBypassedByEnvironment } from './live/bypass.js';
import { liveLines } from './live/live-lines.js';
import type { CacheStatistics } from './observe/cache-statistics.js';
import { Recorder } from './observe/recorder.js';
import { keepTally } from './observe/tally.js';
import type { CommonRead } from './read-together.js';
import { Refresher } from './refresh/refresher.js';
import { StorageStage } from './storage/storage-stage.js';
import { CacheSession } from './version/cache-session.js';
import { ANYTHING_NEW, type Demand, demandFor, WHATEVER_IS_THERE } from './version/demand.js';
import { versionText } from './version/version.js';

/** What holds for one call alone. */
export interface Request extends CallOptions {
  readonly demand?: Demand | undefined;
  readonly skips?: Skips | undefined;
  /** It waits for a load that takes long, since it was found that nothing is kept. */
  readonly isPatient?: boolean | undefined;
  /** What the storage was asked already, for this key among others. */
  readonly reading?: CommonRead<any> | undefined;
}

/** What a line is made of. */
export interface LineTerms {
  readonly identity: Identity;
  /** Runs the user's function; `notes` is there if it wants a `LoadContext`. */
  readonly invoke: (origin: Invocation, notes: LoadNotes | undefined) => unknown;
  readonly wantsNotes: boolean;
  /** What it invokes asks the limits on concurrent loads by itself: it gathers several loads to one. */
  readonly limitsItself?: boolean | undefined;
  /** How many loads a scheduled refresh may have under way at a time, where that is not for the refresh to say. */
  readonly refreshesAtOnce?: number | undefined;
  /** Told that the line was closed, with the error for whoever waits for a turn. */
  readonly closed?: ((error: MemoirError) => void) | undefined;
  /** Where the configuration stands, if it can change. */
  readonly cell: SnapshotCell | undefined;
  readonly snapshot: Snapshot;
  readonly overlay: Overlay | undefined;
  readonly bypass?: BypassSwitch | undefined;
}

/**
 * What a line is held by, besides its order: the parts of one function, its configuration as it changes, its end. Each part
 * is told here what it may ask of the line and nothing more.
 */
export abstract class LineFrame<V = any> {
  readonly recorder: Recorder;
  readonly flights = new Flights<V>();
  readonly removals: Removals<V>;
  /** That of the removals, which every hit asks. */
  readonly distrust: Distrust;
  readonly storage: StorageStage<V>;
  readonly loader: LoadStage<V>;
  protected readonly gate: LoadGate<V>;
  readonly failures: FailureStage<V>;
  isClosed = false;
  /** A call with one text needs nothing but the text: no extractor, no refusal, no request of its own. */
  takesText = false;
  /** Values that are fresh in memory leave as they are, and nobody has to be told or asked besides. */
  answersAtHand = false;
  settings: Settings<V>;
  protected readonly terms: LineTerms;
  protected readonly deadlines: Deadlines;
  protected readonly fitting: Fitting<V>;
  protected refresher: Refresher | undefined = undefined;
  private readonly unwatch: readonly (() => void)[];
  /** Held here, since the configuration holds it weakly. */
  protected readonly changed = () => this.adopt(this.terms.cell?.snapshot ?? this.terms.snapshot);

  constructor(terms: LineTerms) {
    const { identity, snapshot, cell, bypass } = terms;
    this.terms = terms;
    const laid = this.laidOver(snapshot);
    this.deadlines = Deadlines.on(laid.clock);
    this.recorder = new Recorder(identity.name, laid.clock, laid.logger);
    this.fitting = new Fitting(this, identity, this.deadlines, this.recorder);
    this.settings = this.fitting.fit(laid);
    this.lookForShortcuts();
    this.failures = new FailureStage({
      recorder: this.recorder,
      isUncertain: (key) => this.removals.distrust.has(key) || this.removals.underWay(key) !== undefined,
    });
    this.removals = new Removals({
      settings: () => this.settings,
      former: () => this.fitting.former,
      neighbours: () => Array.from(this.fitting.neighbours(), (line) => (line as LineFrame).removals),
      flights: this.flights,
      failures: this.failures,
      deadlines: this.deadlines,
      recorder: this.recorder,
    });
    this.distrust = this.removals.distrust;
    this.storage = new StorageStage({
      recorder: this.recorder,
      deadlines: this.deadlines,
      isDistrusted: (key) => this.removals.distrust.has(key),
      obstacleTo: (key) => this.removals.obstacleTo(key),
      answeredBy: (flight, found) => this.isAnsweredBy(flight, found),
      waits: (flight) => this.loader.watch(flight, flight.settings.clock.monotonic()),
      tellsPrevious: (settings) => this.tellsPrevious(settings),
    });
    this.loader = new LoadStage({
      recorder: this.recorder,
      deadlines: this.deadlines,
      invoke: terms.invoke,
      wantsNotes: terms.wantsNotes,
      timedOut: (flight) => this.timeOut(flight),
      softTimedOut: (flight) => void this.answerWhatIsKept(flight),
      abandoned: (flight) => this.flights.makeLate(flight),
    });
    this.gate = new LoadGate({
      recorder: this.recorder,
      deadlines: this.deadlines,
      waits: (flight) => {
        this.loader.watchSoftly(flight, flight.settings.clock.monotonic());
        if (flight.permit !== undefined) this.storage.keepLease(flight);
      },
      turnedAway: (flight, error) => this.fail(flight, error),
      forsaken: (flight, error) => this.forsake(flight, error),
    });
    this.schedule();
    this.unwatch = [cell?.watch(this.changed), bypass?.watch(this.changed)].filter((each) => each !== undefined);
    laid.invalidation?.attach(this);
    this.deadlines.join();
    liveLines.add(this);
    keepTally(this, this.recorder.tally);
  }

  get identity(): Identity {
    return this.terms.identity;
  }

  /** Whether the object whose method it is, if it is one's, still exists. */
  get hasOwner(): boolean {
    const { instance } = this.identity;
    return instance === undefined || instance.owner.deref() !== undefined;
  }

  /** What the version function, asked once per session, makes the call ask of its entry. */
  async demandOf(key: CacheKey, { args }: Origin, session = CacheSession.current()): Promise<Demand> {
    const { version, onVersionError } = this.settings.snapshot;
    const ask = async () => versionText(await version!(...args));
    try {
      return demandFor(await (session ? session.versionOf(this, key, ask) : ask()));
    } catch (error) {
      if (onVersionError === 'throw') throw error;
      return onVersionError === 'load' ? ANYTHING_NEW : WHATEVER_IS_THERE;
    }
  }

  statistics(): CacheStatistics {
    const { keyspace, desk } = this.settings;
    return this.recorder.statistics(keyspace.size, isAdvising(desk.strategy) ? desk.strategy : undefined);
  }

  /** Ends timers and gives back what is the function's own. The storage stays open: it belongs to whoever made it. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.takesText = this.answersAtHand = false;
    this.gate.close(this.refusal());
    this.terms.closed?.(this.refusal());
    this.flights.fenceAll();
    for (const unwatch of this.unwatch) unwatch();
    this.refresher?.close();
    this.failures.forgetAll();
    this.deadlines.leave();
    const unconfirmed = this.removals.distrust.size;
    if (unconfirmed > 0) this.recorder.unconfirmed(unconfirmed);
    this.removals.distrust.close();
    this.fitting.close();
  }

  /** The function begins anew, in a test: see `resetAll`. */
  reset(): Awaitable<void> {
    const { storage, keyspace, near, desk, budgetTerms, snapshot } = this.settings;
    this.flights.fenceAll();
    this.failures.forgetAll();
    budgetTerms.breaker.succeeded();
    this.recorder.forgetFailure();
    if (isAdvising(desk.strategy) && snapshot.capacityAdvice) {
      desk.strategy.setCapacityAdvice(false, 0);
      desk.strategy.setCapacityAdvice(true, 0);
    }
    if (storage.shared) return near?.forgetNear();
    desk.markAllReleased();
    this.removals.distrust.trustAll();
    return keyspace.clear();
  }

  /** A snapshot as it holds for this function. */
  private laidOver(snapshot: Snapshot): Snapshot {
    const { overlay, bypass, identity } = this.terms;
    const laid = overlay ? overlay(snapshot) : snapshot;
    const label = labelOf(laid, identity);
    const isBypassed = bypass?.bypasses(label) === true || isBypassedByEnvironment(label);
    return isBypassed && !laid.bypassed ? { ...laid, bypassed: true } : laid;
  }

  private adopt(snapshot: Snapshot): void {
    const before = this.settings.snapshot.invalidation;
    this.settings = this.fitting.fit(this.laidOver(snapshot));
    this.lookForShortcuts();
    const { invalidation } = this.settings.snapshot;
    if (invalidation !== before) invalidation?.attach(this);
    this.schedule();
  }

  private schedule(): void {
    const { clock, snapshot } = this.settings;
    if (this.refresher?.terms.refresh === snapshot.scheduledRefresh) return;
    const before = this.refresher;
    this.refresher =
      snapshot.scheduledRefresh &&
      new Refresher({
        clock,
        refresh: snapshot.scheduledRefresh,
        atOnce: this.terms.refreshesAtOnce,
        refreshIfOlder: (key, origin, olderThan) => this.refreshIfOlder(key, origin, olderThan),
      });
    if (before) this.refresher?.takeOver(before);
    before?.close();
    this.lookForShortcuts();
  }

  private lookForShortcuts(): void {
    const { snapshot, keyExtractor, keyspace, near, postprocessing } = this.settings;
    const asksMore = snapshot.version !== undefined || snapshot.scheduledRefresh !== undefined;
    const isPlain = !asksMore && snapshot.configured && !snapshot.bypassed && !this.isClosed;
    this.takesText = isPlain && (keyExtractor as Partial<ArgumentsKeyExtractor>).singleStringIsKey === true;
    const isInMemory = near !== undefined || keyspace.keepsOfferedEntry === true;
    this.answersAtHand = isPlain && postprocessing === undefined && isInMemory;
  }

  /** Whether anybody asks a load for the entry that it replaces: the loader, or an entry builder that is not memoir's. */
  protected tellsPrevious({ providedBuilder }: Settings<V>): boolean {
    return this.terms.wantsNotes || providedBuilder === undefined;
  }

  /** Whether a refresh that nobody asks for may begin now. */
  protected mayRefresh(key: CacheKey): boolean {
    const { configured, bypassed } = this.settings.snapshot;
    return configured && !bypassed && !this.isClosed && !this.removals.distrust.has(key);
  }

  /** @throws {MemoirError} after `close()` and while not configured */
  checkUsable(): void {
    if (this.isClosed || !this.settings.snapshot.configured) throw this.refusal();
  }

  protected refusal(): MemoirError {
    const name = this.settings.method.namespace;
    if (this.isClosed) return new CacheClosedError(`${name} was closed`);
    return new NotConfiguredCacheCalledError(`${name} is set to be not configured`);
  }

  protected refuse(error: unknown): Promise<never> {
    this.recorder.refused(error);
    return Promise.reject(error);
  }

  async straightThrough(self: unknown, args: readonly unknown[]): Promise<V> {
    const value = await this.terms.invoke({ self, args }, this.terms.wantsNotes ? new LoadNotes(undefined) : undefined);
    return value as V;
  }

  protected delivered(answer: Promise<V>, { postprocessing }: Settings<V>): Promise<V> {
    return postprocessing === undefined ? answer : answer.then((value) => postprocessing.apply(value));
  }

  protected async processed(entry: StoredEntry<V>): Promise<V> {
    return this.settings.postprocessing!.apply(entry.value);
  }

  protected goesOnBehind(work: Promise<unknown>, request: Request | undefined): void {
    const waitUntil = request?.waitUntil ?? this.settings.snapshot.waitUntil;
    if (waitUntil === undefined) return;
    try {
      waitUntil(work.then(ignore, ignore));
    } catch (error) {
      this.recorder.partFailed('waitUntil', error);
    }
  }

  /** @throws {UnkeyableArgumentError} if an argument has no stable text */
  abstract keyOf(args: readonly unknown[], self: unknown): CacheKey;
  /** Answers those aboard with what the storage holds, if that is good enough. */
  protected abstract isAnsweredBy(flight: Flight<V>, found: CacheEntry<V> | undefined): boolean;
  /** The method timeout of a flight has passed. */
  protected abstract timeOut(flight: Flight<V>): void;
  /** Ends a flight with an error, or with what is kept. */
  protected abstract fail(flight: Flight<V>, error: unknown): void;
  /** Ends a flight for which nobody waits. */
  protected abstract forsake(flight: Flight<V>, error: unknown): void;
  /** Answers with what expired but is kept. @returns whether there was such a thing */
  protected abstract answerWhatIsKept(flight: Flight<V>): boolean;
  /** @returns whether there is still something to refresh */
  protected abstract refreshIfOlder(key: CacheKey, origin: Origin, olderThan: Milliseconds): Promise<boolean>;
}

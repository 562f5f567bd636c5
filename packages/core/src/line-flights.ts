import { isThenable } from './awaitable.js';
import { offsetOf } from './clock/coarse-clock.js';
import type { Settings } from './configuration/settings.js';
import { settingsPastNear } from './configuration/settings-past-near.js';
import type { CacheEntry } from './entry/cache-entry.js';
import { keepsAnswers } from './entry/kept-answers.js';
import type { StoredEntry } from './entry/stored-entry.js';
import { LoadTimeoutError } from './errors.js';
import { inEmptyContext } from './flight/empty-context.js';
import { Flight } from './flight/flight.js';
import { knownTags } from './flight/load-stage.js';
import { onceSettled } from './flight/once-settled.js';
import { type Origin, originOf, type Passengers } from './flight/passengers.js';
import type { RememberedError } from './flight/remembered-errors.js';
import type { Skips } from './flight/tier-skips.js';
import type { CacheKey } from './key/cache-key.js';
import { LineFrame, type Request } from './line-frame.js';
import type { LoadOutcome } from './observe/recorder.js';
import type { Demand } from './version/demand.js';

/**
 * The way of a flight along the line, from taking off to the last that is done for it: what it reads, when it loads, who is
 * answered with what.
 */
export abstract class LineFlights<V = any> extends LineFrame<V> {
  // ---- -> storage read -----------------------------------------------------------------------------------------

  /** Starts a flight; its answer is in its promise. */
  takeOff(flight: Flight<V>, reading?: PromiseLike<CacheEntry<V> | undefined>): void {
    const { settings } = flight;
    this.flights.add(flight);
    if (flight.forced) this.removals.supersedeNeighbours(flight.key);
    settings.tagFences.loadBegins();
    if (settings.isAsynchronous) this.#flyByStorage(flight, reading);
    else if (settings.limits === undefined) this.#begin(flight);
    else this.#beginWithin(flight);
  }

  /** By an asynchronous storage: the flight covers the read. */
  #flyByStorage(flight: Flight<V>, reading: PromiseLike<CacheEntry<V> | undefined> | undefined): void {
    const { settings } = flight;
    try {
      flight.since = settings.clock.now();
      if (settings.snapshot.tags !== undefined) flight.tags ??= knownTags(flight);
    } catch (error) {
      this.#crash(flight, error);
      return;
    }
    const isReading = this.storage.read(
      flight,
      reading,
      (found) => this.#wasRead(flight, found),
      (error) => this.#doWithout(flight, error),
    );
    if (!isReading) void this.#askStorage(flight, false);
  }

  #wasRead(flight: Flight<V>, found: CacheEntry<V> | undefined): void {
    let isAnswered: boolean;
    try {
      isAnswered = this.isAnsweredBy(flight, found);
    } catch (error) {
      this.#doWithout(flight, error);
      return;
    }
    if (isAnswered) this.#end(flight);
    else void this.#askStorage(flight, true);
  }

  #doWithout(flight: Flight<V>, failure: unknown): void {
    try {
      this.storage.doWithout(flight, failure);
    } catch (error) {
      this.#crash(flight, error);
      return;
    }
    this.#load(flight);
  }

  /** Never rejects. */
  async #askStorage(flight: Flight<V>, isRead: boolean): Promise<void> {
    try {
      if (await this.storage.isAnswered(flight, isRead)) return this.#end(flight);
    } catch (error) {
      return this.#crash(flight, error);
    }
    this.#load(flight);
  }

  /** Answers those aboard with what the storage holds, unless that is expired. */
  protected override isAnsweredBy(flight: Flight<V>, found: CacheEntry<V> | undefined): boolean {
    const { key, settings } = flight;
    const sound = this.storage.sound(key, found);
    const entry = sound && flight.demand?.accepts(sound) === false ? undefined : sound;
    const now = offsetOf(settings.clock);
    const freshness = entry?.isFreshAt(now) ? 'fresh' : 'stale';
    if (entry === undefined || flight.forced || (flight.background ? freshness === 'stale' : entry.isExpiredAt(now))) {
      flight.standing = sound && found;
      flight.previous = entry?.isKeptAt(now) ? entry : undefined;
      return !flight.forced && !flight.background && this.#isAnsweredWhileFailing(flight);
    }
    this.failures.forgetError(key);
    this.flights.remove(flight);
    // A near tier has just taken it in, of which the strategy is told: two uses for one call would let nothing go first.
    if (settings.near === undefined) settings.desk.markRead(key, entry);
    this.recorder.answeredFromStorage(key, freshness, flight.answer(entry.value, false), entry, flight);
    if (freshness === 'stale') this.refreshBehind(key, originOf(flight), entry, found!, requestBehind(flight));
    return true;
  }

  // ---- -> loader -> entry -> storage offer -----------------------------------------------------------------------

  // By callbacks, since an async function needs a promise and a frame of its own for each load. Whichever way a step ends,
  // it calls the next one, and the last is `#end`.

  #load(flight: Flight<V>): void {
    if (flight.settings.limits === undefined) this.#begin(flight);
    else this.#beginWithin(flight);
  }

  /** The limits on concurrent loads, unless they do not concern it. */
  #beginWithin(flight: Flight<V>): void {
    if (flight.given === undefined && !this.terms.limitsItself) void this.#beginInTurn(flight);
    else this.#begin(flight);
  }

  /** Under a limit on concurrent loads: at once only if there is a place. */
  async #beginInTurn(flight: Flight<V>): Promise<void> {
    try {
      const turn = this.gate.enter(flight);
      if (turn !== undefined) await turn;
    } catch (error) {
      return this.#crash(flight, error);
    }
    if (flight.stage === 'queued') this.#begin(flight);
    else this.#end(flight);
  }

  #begin(flight: Flight<V>): void {
    let loaded: unknown;
    try {
      loaded = this.loader.begin(flight);
      if (flight.permit !== undefined && !flight.leaseDeadline) this.storage.keepLease(flight);
      if (flight.given === undefined && isThenable(loaded)) {
        onceSettled(
          loaded,
          (value) => this.#offer(flight, value),
          (error) => this.#crash(flight, error),
        );
        return;
      }
    } catch (error) {
      this.#crash(flight, error);
      return;
    }
    this.#offer(flight, loaded);
  }

  #offer(flight: Flight<V>, value: unknown): void {
    flight.admission?.giveBack();
    try {
      const entry = this.loader.entryOf(flight, value);
      flight.deadline?.cancel(); // the offer has a budget of its own
      const offered = this.storage.offer(flight, entry);
      if (typeof offered !== 'string') return void this.#landLater(flight, entry, offered);
      this.#land(flight, entry, offered);
    } catch (error) {
      this.#crash(flight, error);
      return;
    }
    this.#end(flight);
  }

  async #landLater(flight: Flight<V>, entry: StoredEntry<V>, offered: PromiseLike<LoadOutcome>): Promise<void> {
    try {
      this.#land(flight, entry, await offered);
    } catch (error) {
      return this.#crash(flight, error);
    }
    this.#end(flight);
  }

  #land(flight: Flight<V>, entry: StoredEntry<V>, offered: LoadOutcome): void {
    const { key, settings, background, forced } = flight;
    // Looked at here and not where the answer came in: a fence may fall in the turns between.
    const outcome = flight.void === undefined ? offered : 'fenced';
    this.flights.remove(flight);
    // It stands, unless a removal or a release that was sent after the offer has taken it away again.
    const stands = offered === 'stored' && flight.void !== 'fenced';
    // A near tier tells by itself what it takes, which is an entry of its own.
    if (stands && settings.near === undefined && !settings.desk.hasReleasedSince(key, flight.offeredAt)) {
      settings.desk.markWritten(key, entry, flight.isNewKey);
      settings.keepsAnswers = keepsAnswers(settings.keyspace);
    }
    if (stands) this.refresher?.learn(key, flight);
    this.failures.backoff.forget(key);
    if (outcome !== 'fenced') this.failures.forgetError(key);
    if (flight.given === undefined) this.recorder.loaded(key, flight.loadedIn, outcome);
    else flight.outcome = outcome;
    const isConfirmed = outcome !== 'fenced' && (flight.isConfirmed || !settings.storage.shared);
    this.recorder.answeredByLoad(key, flight.answer(entry.value, isConfirmed), !background && !forced);
  }

  /** Whichever way a flight went, this is the last that is done for it. */
  #end(flight: Flight<V>): void {
    const { permit, settings } = flight;
    flight.stage = 'landed';
    flight.deadline?.cancel(); // where the load failed
    flight.softDeadline?.cancel();
    flight.leaseDeadline?.cancel();
    flight.admission?.giveBack();
    this.flights.remove(flight);
    settings.tagFences.loadEnds();
    if (permit !== undefined && flight.permit === permit) this.storage.abandon(flight, permit);
    const left = flight.leftBehind();
    // Who came aboard a refresh that another process turned out to do shares the promise, and waits on.
    if (flight.background && !left.includes(flight)) flight.resolve(undefined as V);
    this.#goOnWithout(flight, left);
  }

  /** Those whom a flight has left behind go on with the key's next one. */
  #goOnWithout(flight: Flight<V>, left: readonly Passengers<V>[]): void {
    if (left.length === 0) return;
    const { key } = flight;
    const standing = this.flights.get(key);
    if (standing) {
      standing.takeOver(left);
      return;
    }
    const first = left[0]!;
    const next = new Flight<V>(key, first.self, first.args, this.settings, false, false);
    next.takeOver(left);
    if (flight.demand) next.demand = flight.demand;
    if (flight.budget?.isSpent) next.budget = flight.budget; // the storage is not asked again on behalf of these callers
    first.inTheirContext(() => this.takeOff(next));
  }

  // ---- what comes in place of a result --------------------------------------------------------------------------

  #crash(flight: Flight<V>, error: unknown): void {
    this.fail(flight, error);
    this.#end(flight);
  }

  protected override fail(flight: Flight<V>, error: unknown): void {
    this.flights.remove(flight);
    if (!flight.timedOut) this.#tellFailure(flight, error); // otherwise it was told as a timeout
  }

  protected override forsake(flight: Flight<V>, error: unknown): void {
    this.flights.remove(flight);
    this.recorder.answeredByLoad(flight.key, flight.fail(error), !flight.background && !flight.forced);
  }

  /** Callers stop waiting; the load goes on, and its result is stored if nothing fenced it and no newer load began. */
  protected override timeOut(flight: Flight<V>): void {
    const { key, settings } = flight;
    const error = new LoadTimeoutError(`the load took longer than ${settings.methodTimeout} ms`, { key });
    this.flights.makeLate(flight);
    flight.notes?.abort(error);
    this.#tellFailure(flight, error);
    flight.timedOut = true;
    this.#goOnWithout(flight, flight.leftBehind()); // the load may never end
  }

  #tellFailure(flight: Flight<V>, error: unknown): void {
    const { key, settings, background, forced } = flight;
    const isTurnedAway = flight.isTurnedAway || flight.notes?.isTurnedAway === true;
    if (isTurnedAway) this.recorder.loadRejected(key, error, background);
    else if (flight.given === undefined) this.recorder.loadFailed(key, error, background);
    if (forced) flight.reject(error); // as it is, for whoever asked for it
    const isAwaited = (!background && !forced) || flight.calls > 0;
    const counts = isTurnedAway || this.failures.counts(error, settings);
    const isMadeGood = isAwaited && counts && this.answerWhatIsKept(flight);
    if ((background || isMadeGood) && !isTurnedAway) {
      this.failures.backoff.failed(key, settings.clock.monotonic(), settings.pauses, counts);
    }
    if (isMadeGood) return;
    if (isAwaited && !forced && !isTurnedAway) this.failures.remember(flight, error);
    const answered = isAwaited ? this.failures.answer(flight, error) : flight.fail(error);
    this.recorder.answeredByLoad(key, answered, !background && !forced);
  }

  /** With what expired but is kept, unless it was invalidated. @returns whether there was something to answer with */
  protected override answerWhatIsKept(flight: Flight<V>): boolean {
    const kept = this.keptFor(flight);
    if (kept === undefined) return false;
    flight.softTimedOut = true;
    this.recorder.answeredFromStorage(flight.key, 'stale', flight.answer(kept.value, false), kept);
    return true;
  }

  /** What expired before the flight, is kept, and was invalidated neither by its key nor by a tag since. */
  protected keptFor({ previous, settings, sequence, void: voidance }: Flight<V>): StoredEntry<V> | undefined {
    if (previous === undefined || voidance === 'fenced') return undefined;
    if (!previous.isKeptAt(settings.offsetClock.offset())) return undefined;
    return settings.tagFences.isRevoked(previous.tags, sequence) ? undefined : previous;
  }

  #isAnsweredWhileFailing(flight: Flight<V>): boolean {
    const { key, settings, previous } = flight;
    if (previous !== undefined && this.failures.backoff.isPausingCallers(key, settings.clock.monotonic())) {
      this.flights.remove(flight);
      settings.desk.markRead(key, previous);
      this.recorder.answeredFromStorage(key, 'stale', flight.answer(previous.value, false), previous);
      return true;
    }
    const remembered = this.failures.remembered(key, settings, flight.demand);
    if (remembered === undefined) return false;
    this.flights.remove(flight);
    const request = requestBehind(flight);
    const freshness = this.askAgain(key, originOf(flight), remembered, request);
    this.recorder.answeredFromStorage(key, freshness, this.failures.answer(flight, remembered.error), undefined);
    return true;
  }

  // ---- who joins a flight, and who starts one behind the scenes --------------------------------------------------

  /** The key's flight, unless a tag that it is known to carry was invalidated since it started. */
  protected joinable(key: CacheKey, demand?: Demand, skips?: Skips): Flight<V> | undefined {
    const flight = this.flights.get(key);
    if (flight === undefined) return undefined;
    if (skips?.farRead && flight.stage === 'reading' && !flight.forced && !flight.skips?.farRead) return undefined;
    if (demand !== undefined && flight.demand?.version !== demand.version) return undefined;
    const { tagFences } = flight.settings;
    if (!tagFences.isAnyFencedSince(flight.sequence)) return flight;
    if (flight.tags && tagFences.isFenced(flight.tags, flight.sequence)) return undefined;
    flight.seal();
    return flight;
  }

  protected settingsWith(skips: Skips | undefined): Settings<V> {
    return skips?.nearWrite ? settingsPastNear(this.settings) : this.settings;
  }

  /** At most one at a time per key, in nobody's asynchronous context, with pauses while it fails. */
  protected refreshBehind(
    key: CacheKey,
    origin: Origin,
    previous: StoredEntry<V> | undefined,
    standing: CacheEntry<V> | undefined,
    request: Request | undefined,
  ): Promise<unknown> | undefined {
    const skips = this.settings.near && request?.skips;
    const settings = this.settingsWith(skips);
    if (skips?.farWrite) return undefined; // what it would load could be kept nowhere
    if (this.joinable(key) || this.failures.backoff.isPausing(key, settings.clock.monotonic())) return undefined;
    if (settings.limits !== undefined && this.gate.isClosedToBackground(settings)) return undefined;
    const flight = new Flight<V>(key, origin.self, origin.args, settings, true, false);
    flight.previous = previous;
    flight.standing = standing;
    flight.demand = request?.demand;
    if (skips) skipBy(flight, skips);
    this.recorder.refreshBegan(key);
    inEmptyContext(() => this.takeOff(flight));
    this.goesOnBehind(flight.promise, request);
    return flight.promise;
  }

  /** Behind the scenes, if it is time to. */
  protected askAgain(key: CacheKey, origin: Origin, remembered: RememberedError, request?: Request): 'fresh' | 'stale' {
    if (!remembered.isStaleAt(this.settings.offsetClock.offset())) return 'fresh';
    this.refreshBehind(key, origin, undefined, undefined, request);
    return 'stale';
  }
}

/** What holds for it holds for what follows from it. */
function requestBehind({ demand, skips }: Flight<any>): Request | undefined {
  return demand || skips ? { demand, skips } : undefined;
}

/** What a flight does without in the tiers of its storage. */
export function skipBy(flight: Flight<any>, skips: Skips): void {
  flight.skips = skips;
  if (skips.farWrite) flight.mayStore = false;
}

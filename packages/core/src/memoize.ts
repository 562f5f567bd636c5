import { type Awaitable, isThenable } from './awaitable.js';
import { offsetOf } from './clock/coarse-clock.js';
import type { Milliseconds } from './clock/duration.js';
import type { Settings } from './configuration/settings.js';
import { settingsPastNear } from './configuration/settings-past-near.js';
import type { CacheEntry } from './entry/cache-entry.js';
import { keepsAnswers } from './entry/kept-answers.js';
import { StoredEntry } from './entry/stored-entry.js';
import { ConfigurationError, LoadTimeoutError, RecursiveLoadError } from './errors.js';
import { ignore } from './flight/deferred.js';
import { inEmptyContext } from './flight/empty-context.js';
import { Flight } from './flight/flight.js';
import { leaveOnAbort } from './flight/leave-on-abort.js';
import { knownTags } from './flight/load-stage.js';
import { onceSettled } from './flight/once-settled.js';
import { type Origin, originOf, type Passengers } from './flight/passengers.js';
import type { RememberedError } from './flight/remembered-errors.js';
import type { Skips } from './flight/tier-skips.js';
import type { CacheKey } from './key/cache-key.js';
import { LineFrame, type Request } from './line-frame.js';
import type { LoadOutcome } from './observe/recorder.js';
import { asStorageError, CallBudget } from './storage/call-budget.js';
import { readFrom } from './storage/storage-stage.js';
import type { Demand } from './version/demand.js';

/**
 * The line that every call of one memoized function follows; the only place that knows the order of its stages:
 *
 *     call -> key -> storage read -> single flight -> loader -> entry -> storage offer -> postprocess -> caller
 */
export class Line<V = any> extends LineFrame<V> {
  // ---- call -> key ---------------------------------------------------------------------------------------------

  /** One call. Never throws; whatever goes wrong is in the promise. */
  call(self: unknown, args: readonly unknown[], request?: Request): Promise<V> {
    const { snapshot } = this.settings;
    if (this.isClosed || !snapshot.configured) return this.refuse(this.refusal());
    if (snapshot.bypassed) return this.straightThrough(self, args);
    if (request?.signal?.aborted) return this.refuse(request.signal.reason);
    let key: CacheKey;
    try {
      key = this.keyOf(args, self);
    } catch (error) {
      return this.refuse(error);
    }
    this.refresher?.called();
    if (snapshot.version !== undefined) return this.#callWithVersion(key, { self, args }, request);
    return request?.refresh ? this.refreshKey(key, { self, args }, request) : this.answer(key, self, args, request);
  }

  async #callWithVersion(key: CacheKey, origin: Origin, request: Request | undefined): Promise<V> {
    let demand: Demand;
    try {
      demand = await this.demandOf(key, origin, request?.session);
    } catch (error) {
      return await this.refuse(error);
    }
    const demanding = { ...request, demand };
    if (request?.refresh) return await this.refreshKey(key, origin, demanding);
    return await this.answer(key, origin.self, origin.args, demanding);
  }

  override keyOf(args: readonly unknown[], self: unknown): CacheKey {
    const { keyExtractor, method } = this.settings;
    const key = keyExtractor.extract(args, self, method);
    if (typeof key !== 'string') throw new ConfigurationError('a key extractor gives a text', key);
    return key;
  }

  // ---- -> storage read -----------------------------------------------------------------------------------------

  /**
   * Answers a hit in memory. What else may come of a call stands apart, so that a hit is compiled in one piece.
   *
   * @param args left out where the key is the only argument
   */
  answer(key: CacheKey, self: unknown, args: readonly unknown[] | undefined, request?: Request): Promise<V> {
    const { settings } = this;
    if (settings.isAsynchronous || this.distrust.has(key)) return this.#answerUnlessFar(key, self, args, request);
    const now = settings.offsetClock.offset();
    let found: Awaitable<CacheEntry<V> | undefined>;
    try {
      found = settings.keyspace.get(key);
    } catch (error) {
      return this.#answerUnread(key, self, args, request, error);
    }
    // Its subclasses have more to do on a hit; and `instanceof` would walk along the prototypes.
    if (found?.constructor === StoredEntry && request?.demand === undefined) {
      const entry = found as StoredEntry<V>;
      if (entry.isFreshAt(now)) {
        settings.desk.markRead(key, entry);
        this.recorder.hit(key, entry, self, args);
        return settings.postprocessing === undefined ? entry.answer(settings.keepsAnswers) : this.processed(entry);
      }
    }
    return this.#answerUnlessAtHand(key, self, args, request, found);
  }

  /** The storage answered by throwing. */
  #answerUnread(
    key: CacheKey,
    self: unknown,
    args: readonly unknown[] | undefined,
    request: Request | undefined,
    error: unknown,
  ): Promise<V> {
    const failure = this.storage.failed({ key, settings: this.settings }, asStorageError(error, key));
    return failure ? this.refuse(failure) : this.#answerUnlessAtHand(key, self, args, request, undefined);
  }

  #answerUnlessAtHand(
    key: CacheKey,
    self: unknown,
    args: readonly unknown[] | undefined,
    request: Request | undefined,
    found: Awaitable<CacheEntry<V> | undefined>,
  ): Promise<V> {
    const { settings } = this;
    if (found !== undefined && isThenable(found)) {
      settings.isAsynchronous = true; // from now on flights are looked up first, and cover the read
      return this.#shareFlight(key, self, args, undefined, request, found);
    }
    const entry = this.storage.sound(key, found);
    const accepted = entry && request?.demand?.accepts(entry) === false ? undefined : entry;
    if (accepted === undefined) {
      const failed = settings.snapshot.errorLifeSpan && this.#asRemembered(key, self, args, request);
      return failed ?? this.#shareFlight(key, self, args, undefined, request);
    }
    return this.#answerUnlessFresh(key, self, args, accepted, request);
  }

  /** What takes a while to read is read by a flight, unless a near tier has it. */
  #answerUnlessFar(
    key: CacheKey,
    self: unknown,
    args: readonly unknown[] | undefined,
    request: Request | undefined,
  ): Promise<V> {
    const { settings, removals } = this;
    const isTrusted = !removals.distrust.has(key);
    if (settings.near !== undefined && isTrusted && request?.skips?.nearRead !== true) {
      const now = settings.offsetClock.offset();
      const found = settings.near.getNear(key, now);
      if (found !== undefined && request?.demand === undefined && found.isFreshAt(now)) {
        this.recorder.hit(key, found, self, args);
        settings.desk.markRead(key, found);
        return settings.postprocessing === undefined ? found.answer(settings.keepsAnswers) : this.processed(found);
      }
      if (found !== undefined && request?.demand?.accepts(found) !== false && !found.isExpiredAt(now)) {
        return this.#answerUnlessFresh(key, self, args, found, request);
      }
    }
    return this.#shareFlight(key, self, args, undefined, request, request?.reading?.of(key));
  }

  /** The entry that answers a call at once, which is counted as such a call; `undefined` where there is none. */
  atHand(key: CacheKey): StoredEntry<V> | undefined {
    const { settings } = this;
    if (this.removals.distrust.has(key)) return undefined;
    const now = settings.offsetClock.offset();
    let found: Awaitable<CacheEntry<V> | undefined>;
    try {
      found = settings.near === undefined ? settings.keyspace.get(key) : settings.near.getNear(key, now);
    } catch {
      return undefined; // the call that follows tells of it
    }
    if (!(found instanceof StoredEntry) || !found.isFreshAt(now)) return undefined;
    this.recorder.recalled(key, found);
    settings.desk.markRead(key, found);
    return found;
  }

  #answerUnlessFresh(
    key: CacheKey,
    self: unknown,
    args: readonly unknown[] | undefined,
    entry: StoredEntry<V>,
    request: Request | undefined,
  ): Promise<V> {
    const { settings } = this;
    const now = settings.offsetClock.offset();
    if (entry.isExpiredAt(now)) {
      const kept = entry.isKeptAt(now) ? entry : undefined;
      const failed = this.#whileFailing(key, kept) ?? this.#asRemembered(key, self, args, request);
      return failed ?? this.#shareFlight(key, self, args, kept, request);
    }
    const freshness = entry.noteRead(now);
    this.recorder.answeredFromStorage(key, freshness, 1, entry);
    settings.desk.markRead(key, entry);
    if (freshness === 'stale') this.#refreshBehind(key, { self, args: args ?? [key] }, entry, entry, request);
    return settings.postprocessing === undefined ? entry.answer(settings.keepsAnswers) : this.processed(entry);
  }

  /** The kept value, while attempts at a failing key pause. */
  #whileFailing(key: CacheKey, kept: StoredEntry<V> | undefined): Promise<V> | undefined {
    const { settings } = this;
    if (kept === undefined || !this.failures.backoff.isPausingCallers(key, settings.clock.monotonic()))
      return undefined;
    this.recorder.answeredFromStorage(key, 'stale', 1, kept);
    settings.desk.markRead(key, kept);
    return settings.postprocessing === undefined ? kept.answer(settings.keepsAnswers) : this.processed(kept);
  }

  /** The error of a load that failed not long ago, if it is one that is remembered. */
  #asRemembered(
    key: CacheKey,
    self: unknown,
    args: readonly unknown[] | undefined,
    request: Request | undefined,
  ): Promise<V> | undefined {
    const { settings } = this;
    const remembered = this.failures.remembered(key, settings, request?.demand);
    if (remembered === undefined) return undefined;
    const origin = { self, args: args ?? [key] };
    this.recorder.answeredFromStorage(key, this.#askAgain(key, origin, remembered, request), 1, undefined);
    return this.delivered(this.failures.answerOf(remembered.error, settings, origin.args), settings);
  }

  /** Behind the scenes, if it is time to. */
  #askAgain(key: CacheKey, origin: Origin, remembered: RememberedError, request?: Request): 'fresh' | 'stale' {
    if (!remembered.isStaleAt(this.settings.offsetClock.offset())) return 'fresh';
    this.#refreshBehind(key, origin, undefined, undefined, request);
    return 'stale';
  }

  // ---- -> single flight ----------------------------------------------------------------------------------------

  #shareFlight(
    key: CacheKey,
    self: unknown,
    args: readonly unknown[] | undefined,
    previous: StoredEntry<V> | undefined,
    request: Request | undefined,
    reading?: PromiseLike<CacheEntry<V> | undefined>,
  ): Promise<V> {
    if (request !== undefined) return this.#shareFlightAsRequested(key, self, args, previous, request, reading);
    const standing = this.#joinable(key);
    if (standing !== undefined) return this.#join(standing, self, args, previous, undefined, reading);
    const flight = new Flight<V>(key, self, args, this.settings, false, false);
    if (previous !== undefined) flight.previous = previous;
    flight.boardFirst();
    this.takeOff(flight, reading);
    return this.#answerAboard(flight, undefined);
  }

  #shareFlightAsRequested(
    key: CacheKey,
    self: unknown,
    args: readonly unknown[] | undefined,
    previous: StoredEntry<V> | undefined,
    request: Request,
    reading: PromiseLike<CacheEntry<V> | undefined> | undefined,
  ): Promise<V> {
    const skips = this.settings.near && request.skips;
    const standing = this.#joinable(key, request.demand, skips);
    if (standing !== undefined) return this.#join(standing, self, args, previous, request, reading);
    const flight = new Flight<V>(key, self, args, this.#settingsWith(skips), false, false);
    if (skips) skipBy(flight, skips);
    if (previous) flight.previous = previous;
    if (request.demand) flight.demand = request.demand;
    if (reading && request.reading) flight.budget = request.reading.budget;
    flight.boardFirst();
    this.takeOff(flight, reading);
    return this.#answerAboard(flight, request);
  }

  /** Shares a flight that is under way, unless there is something kept that answers sooner. */
  #join(
    standing: Flight<V>,
    self: unknown,
    args: readonly unknown[] | undefined,
    previous: StoredEntry<V> | undefined,
    request: Request | undefined,
    reading: PromiseLike<CacheEntry<V> | undefined> | undefined,
  ): Promise<V> {
    const { key } = standing;
    if (standing.inLoader) {
      return this.refuse(new RecursiveLoadError('the loader called its own function with the same key', { key }));
    }
    reading?.then(ignore, ignore);
    const kept = standing.softTimedOut && request?.isPatient !== true ? this.#keptFor(standing) : undefined;
    if (kept) {
      if (standing.settings.storage.shared) return this.#answerKeptElsewhere(standing, self, args, request);
      this.recorder.answeredFromStorage(key, 'stale', 1, kept);
      return this.delivered(Promise.resolve(kept.value), standing.settings);
    }
    const passengers = standing.board(self, args);
    if (standing.forced && standing.previous === undefined) standing.previous = previous;
    standing.admission?.prefer();
    if (standing.background) this.loader.watchSoftly(standing, this.settings.clock.monotonic());
    return this.#answerAboard(passengers, request);
  }

  #answerAboard(passengers: Passengers<V>, request: Request | undefined): Promise<V> {
    const delivered = this.delivered(passengers.promise, passengers.flight.settings);
    const answer = this.recorder.hearsWaits ? this.recorder.waiting(passengers.flight.key, delivered) : delivered;
    return request?.signal ? leaveOnAbort(answer, passengers, request.signal) : answer;
  }

  /** The key's flight, unless a tag that it is known to carry was invalidated since it started. */
  #joinable(key: CacheKey, demand?: Demand, skips?: Skips): Flight<V> | undefined {
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

  #settingsWith(skips: Skips | undefined): Settings<V> {
    return skips?.nearWrite ? settingsPastNear(this.settings) : this.settings;
  }

  /** A load of its own that supersedes older ones; who asks while it runs shares the one after it. */
  refreshKey(key: CacheKey, origin: Origin, request?: Request): Promise<V> {
    const { settings } = this;
    const [loaded, passengers] = this.#loadAgain(key, origin, request);
    const answer = this.delivered(loaded, settings);
    return request?.signal ? leaveOnAbort(answer, passengers, request.signal) : answer;
  }

  #loadAgain(key: CacheKey, origin: Origin, request: Request | undefined): [Promise<V>, Passengers<V>?] {
    const skips = this.settings.near && request?.skips;
    const standing = this.#joinable(key);
    if (standing?.inLoader) {
      return [Promise.reject(new RecursiveLoadError('the loader refreshes the very key that it loads', { key }))];
    }
    if (standing?.forced) {
      standing.nextRefresh ??= standing.promise.then(ignore, ignore).then(() => {
        this.checkUsable();
        return this.#loadAgain(key, origin, request)[0];
      });
      return [standing.nextRefresh];
    }
    const flight = new Flight<V>(key, origin.self, origin.args, this.#settingsWith(skips), false, true);
    if (skips) skipBy(flight, skips);
    if (request?.demand) flight.demand = request.demand;
    if (!this.settings.isAsynchronous && this.tellsPrevious(this.settings)) flight.previous = this.#whatIsKept(flight);
    this.takeOff(flight);
    return [flight.promise, flight];
  }

  /** What a storage that answers at once holds to be replaced, for a loader that asks whether it still holds. */
  #whatIsKept({ key, settings, demand }: Flight<V>): StoredEntry<V> | undefined {
    if (this.removals.distrust.has(key)) return undefined;
    let found: Awaitable<CacheEntry<V> | undefined>;
    try {
      found = settings.keyspace.get(key);
    } catch (error) {
      this.storage.failed({ key, settings }, asStorageError(error, key));
      return undefined;
    }
    if (found !== undefined && isThenable(found)) {
      settings.isAsynchronous = true; // the flight reads for itself
      found.then(ignore, ignore);
      return undefined;
    }
    const entry = this.storage.sound(key, found);
    if (entry === undefined || demand?.accepts(entry) === false) return undefined;
    return entry.isKeptAt(settings.offsetClock.offset()) ? entry : undefined;
  }

  /** At most one at a time per key, in nobody's asynchronous context, with pauses while it fails. */
  #refreshBehind(
    key: CacheKey,
    origin: Origin,
    previous: StoredEntry<V> | undefined,
    standing: CacheEntry<V> | undefined,
    request: Request | undefined,
  ): Promise<unknown> | undefined {
    const skips = this.settings.near && request?.skips;
    const settings = this.#settingsWith(skips);
    if (skips?.farWrite) return undefined; // what it would load could be kept nowhere
    if (this.#joinable(key) || this.failures.backoff.isPausing(key, settings.clock.monotonic())) return undefined;
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

  // From here on by callbacks, since an async function needs a promise and a frame of its own for each load. Whichever
  // way a step ends, it calls the next one, and the last is `#end`.

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
    if (freshness === 'stale') this.#refreshBehind(key, originOf(flight), entry, found!, requestBehind(flight));
    return true;
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
    const freshness = this.#askAgain(key, originOf(flight), remembered, request);
    this.recorder.answeredFromStorage(key, freshness, this.failures.answer(flight, remembered.error), undefined);
    return true;
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

  /** With what expired but is kept, unless it was invalidated. @returns whether there was something to answer with */
  protected override answerWhatIsKept(flight: Flight<V>): boolean {
    const kept = this.#keptFor(flight);
    if (kept === undefined) return false;
    flight.softTimedOut = true;
    this.recorder.answeredFromStorage(flight.key, 'stale', flight.answer(kept.value, false), kept);
    return true;
  }

  /**
   * For a call that comes while a load takes long, on a storage that other processes share: what was kept when that load
   * began may have been invalidated elsewhere before the call, so the storage is asked again.
   */
  #answerKeptElsewhere(
    standing: Flight<V>,
    self: unknown,
    args: readonly unknown[] | undefined,
    request: Request | undefined,
  ): Promise<V> {
    const { key, settings } = standing;
    const answerOr = async (): Promise<V> => {
      const kept = await this.#readKept(key, settings, standing.demand).catch(ignore);
      this.checkUsable();
      if (!kept) return await this.#shareFlight(key, self, args, undefined, { ...request, isPatient: true });
      this.recorder.answeredFromStorage(key, 'stale', 1, kept);
      return await this.delivered(Promise.resolve(kept.value), settings);
    };
    return request?.signal ? leaveOnAbort(answerOr(), undefined, request.signal) : answerOr();
  }

  async #readKept(key: CacheKey, settings: Settings<V>, demand?: Demand): Promise<StoredEntry<V> | undefined> {
    if (this.removals.distrust.has(key)) return undefined;
    const entry = this.storage.sound(
      key,
      await new CallBudget(settings.budgetTerms, key).ask('get', () => readFrom(settings, key)),
    );
    if (entry === undefined || demand?.accepts(entry) === false) return undefined;
    return entry.isKeptAt(settings.offsetClock.offset()) ? entry : undefined;
  }

  /** What expired before the flight, is kept, and was invalidated neither by its key nor by a tag since. */
  #keptFor({ previous, settings, sequence, void: voidance }: Flight<V>): StoredEntry<V> | undefined {
    if (previous === undefined || voidance === 'fenced') return undefined;
    if (!previous.isKeptAt(settings.offsetClock.offset())) return undefined;
    return settings.tagFences.isRevoked(previous.tags, sequence) ? undefined : previous;
  }

  // ---- -> postprocess -> caller --------------------------------------------------------------------------------

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

  // ---- beside the line -----------------------------------------------------------------------------------------

  async refresh(args: readonly unknown[], self: unknown): Promise<V> {
    this.checkUsable();
    const key = this.keyOf(args, self);
    const origin = { self, args };
    if (this.settings.snapshot.version === undefined) return await this.refreshKey(key, origin);
    return await this.refreshKey(key, origin, { demand: await this.demandOf(key, origin) });
  }

  protected override async refreshIfOlder(key: CacheKey, origin: Origin, olderThan: Milliseconds): Promise<boolean> {
    const { settings } = this;
    if (!this.mayRefresh(key)) return true;
    const budget = new CallBudget(settings.budgetTerms, key);
    const found = await budget.ask('get', () => settings.keyspace.get(key));
    const entry = this.storage.sound(key, found);
    if (entry === undefined || !entry.isKeptAt(settings.offsetClock.offset())) return false;
    if (settings.clock.now() - entry.createdAt < olderThan) return true;
    const demand = settings.snapshot.version && (await this.demandOf(key, origin));
    if (this.mayRefresh(key)) await this.#refreshBehind(key, origin, entry, found!, demand && { demand });
    return true;
  }
}

/** What holds for it holds for what follows from it. */
function requestBehind({ demand, skips }: Flight<any>): Request | undefined {
  return demand || skips ? { demand, skips } : undefined;
}

function skipBy(flight: Flight<any>, skips: Skips): void {
  flight.skips = skips;
  if (skips.farWrite) flight.mayStore = false;
}

import { type Awaitable, isThenable } from './awaitable.js';
import type { Milliseconds } from './clock/duration.js';
import type { Settings } from './configuration/settings.js';
import type { CacheEntry } from './entry/cache-entry.js';
import { StoredEntry } from './entry/stored-entry.js';
import { ConfigurationError, RecursiveLoadError } from './errors.js';
import { ignore } from './flight/deferred.js';
import { Flight } from './flight/flight.js';
import { leaveOnAbort } from './flight/leave-on-abort.js';
import type { Origin, Passengers } from './flight/passengers.js';
import type { Skips } from './flight/tier-skips.js';
import type { CacheKey } from './key/cache-key.js';
import { LineFlights, skipBy } from './line-flights.js';
import type { Request } from './line-frame.js';
import { asStorageError, CallBudget } from './storage/call-budget.js';
import { readFrom } from './storage/storage-stage.js';
import type { Demand } from './version/demand.js';

/**
 * The line that every call of one memoized function follows. With `LineFlights`, where a flight takes its way, the only place
 * that knows the order of its stages:
 *
 *     call -> key -> storage read -> single flight -> loader -> entry -> storage offer -> postprocess -> caller
 */
export class Line<V = any> extends LineFlights<V> {
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
    if (freshness === 'stale') this.refreshBehind(key, { self, args: args ?? [key] }, entry, entry, request);
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
    this.recorder.answeredFromStorage(key, this.askAgain(key, origin, remembered, request), 1, undefined);
    return this.delivered(this.failures.answerOf(remembered.error, settings, origin.args), settings);
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
    const skips = request && this.settings.near && request.skips;
    const standing = this.joinable(key, request?.demand, skips);
    if (standing !== undefined) return this.#join(standing, self, args, previous, request, reading);
    const flight = new Flight<V>(key, self, args, this.settingsWith(skips), false, false);
    if (previous !== undefined) flight.previous = previous;
    if (request !== undefined) heed(request, flight, skips, reading);
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
    reading?.then(ignore, ignore);
    if (standing.inLoader) {
      return this.refuse(new RecursiveLoadError('the loader called its own function with the same key', { key }));
    }
    const kept = standing.softTimedOut && request?.isPatient !== true ? this.keptFor(standing) : undefined;
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

  /** A load of its own that supersedes older ones; who asks while it runs shares the one after it. */
  refreshKey(key: CacheKey, origin: Origin, request?: Request): Promise<V> {
    const { settings } = this;
    const [loaded, passengers] = this.#loadAgain(key, origin, request);
    const answer = this.delivered(loaded, settings);
    return request?.signal ? leaveOnAbort(answer, passengers, request.signal) : answer;
  }

  #loadAgain(key: CacheKey, origin: Origin, request: Request | undefined): [Promise<V>, Passengers<V>?] {
    const skips = this.settings.near && request?.skips;
    const standing = this.joinable(key);
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
    const flight = new Flight<V>(key, origin.self, origin.args, this.settingsWith(skips), false, true);
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
    if (this.mayRefresh(key)) await this.refreshBehind(key, origin, entry, found!, demand && { demand });
    return true;
  }
}

/** Has a flight do what the call asks for that it is made for. */
function heed<V>(
  { demand, reading }: Request,
  flight: Flight<V>,
  skips: Skips | undefined,
  begun: PromiseLike<CacheEntry<V> | undefined> | undefined,
): void {
  if (skips) skipBy(flight, skips);
  if (demand) flight.demand = demand;
  if (begun && reading) flight.budget = reading.budget;
}

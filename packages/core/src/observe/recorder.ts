import type { Clock } from '../clock/clock.js';
import { EPOCH_BASE, type OffsetClock, offsetClockOf } from '../clock/coarse-clock.js';
import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import { SerdeError, type StorageError } from '../errors.js';
import type { AdvisingEvictionStrategy } from '../eviction/advice/capacity-advice.js';
import type { Origin } from '../flight/passengers.js';
import type { CacheKey } from '../key/cache-key.js';
import type { CacheListener } from './cache-listener.js';
import type { CacheStatistics } from './cache-statistics.js';
import { channels, isAnythingHeard } from './channels.js';
import { DebugLevel } from './debug-level.js';
import { LogThrottle } from './log-throttle.js';
import type { Logger } from './logger.js';
import type { TakenHit } from './taken-hit.js';
import { callsOf, Tally } from './tally.js';

export type LoadOutcome = 'stored' | 'refused' | 'fenced' | 'not-stored';
type EventName = keyof CacheListener;
/** What an answer was: an entry as far as it is told of. */
type Answered = { readonly value: unknown; readonly createdAt: EpochMilliseconds };

/** What a configuration says of who is told. */
interface ObserverParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listeners: readonly CacheListener[];
}

/** Counts, tells the listeners and writes the log of one function. Nothing is built for an event that nobody hears. */
export class Recorder {
  readonly tally = new Tally();
  readonly figures = this.tally.figures;
  /** Whether a hit has a listener: asked on the way of every hit. */
  hearsHits = false;
  /** Whether a call that waits has one. */
  hearsWaits = false;
  /** Whether anything has: asked first, since mostly nothing does. */
  #hearsAnything = false;
  #configured: readonly CacheListener[] = [];
  #added: readonly CacheListener[] = [];
  #listeners: readonly CacheListener[] = [];
  #takers: readonly { readonly take: (hit: TakenHit) => void }[] = [];
  #failure: { readonly at: Milliseconds; readonly message: string } | undefined = undefined;
  #hitListeners: readonly CacheListener[] = [];
  #offsetClock: OffsetClock;
  #debugLevel: DebugLevel;
  readonly #storageFailureLines = new LogThrottle();
  readonly #rejectionLines = new LogThrottle();
  readonly #misfitLines = new LogThrottle();

  constructor(
    private namespace: string,
    private clock: Clock,
    private logger: Logger,
  ) {
    this.#offsetClock = offsetClockOf(clock);
    this.#debugLevel = new DebugLevel(logger, clock);
  }

  /** Takes up a changed configuration. */
  adopt(namespace: string, label: string, { clock, logger, listeners }: ObserverParts): void {
    this.namespace = namespace;
    this.tally.label = label;
    this.clock = clock;
    this.logger = logger;
    this.#offsetClock = offsetClockOf(clock);
    this.#debugLevel = new DebugLevel(logger, clock);
    this.#configured = listeners;
    this.listen();
  }

  /** What its figures go by. */
  get label(): string {
    return this.tally.label;
  }

  /** One that no configuration knows of. @returns takes it away again */
  addListener(listener: CacheListener): () => void {
    this.#added = [...this.#added, listener];
    this.listen();
    let isAdded = true;
    return () => {
      if (!isAdded) return;
      isAdded = false;
      const at = this.#added.indexOf(listener);
      this.#added = this.#added.filter((_, index) => index !== at);
      this.listen();
    };
  }

  /** Hands over the next fresh hit, once. @returns takes that back */
  takeNextHit(take: (hit: TakenHit) => void): () => void {
    const taker = { take };
    this.#takers = [...this.#takers, taker];
    this.listen();
    return () => {
      this.#takers = this.#takers.filter((each) => each !== taker);
      this.listen();
    };
  }

  /** One call was answered with a fresh value: as `answeredFromStorage`, and small enough for every hit. */
  hit(key: CacheKey, entry: Answered, self: unknown, args: readonly unknown[] | undefined): void {
    this.figures.hits++;
    if (this.hearsHits) {
      this.#handOver(key, entry, self, args);
      this.#tellHit(key, 'fresh', entry);
    }
  }

  /** As `hit`, where nobody knows of what arguments the key was made. */
  recalled(key: CacheKey, entry: Answered): void {
    this.figures.hits++;
    if (this.hearsHits) this.#tellHit(key, 'fresh', entry);
  }

  /** @param entry what they were answered with; `undefined` for an error that is remembered */
  answeredFromStorage(
    key: CacheKey,
    freshness: 'fresh' | 'stale',
    calls: number,
    entry: Answered | undefined,
    origin?: Origin,
  ): void {
    if (freshness === 'fresh') this.figures.hits += calls;
    else this.figures.staleHits += calls;
    if (!this.hearsHits) return;
    if (freshness === 'fresh' && calls > 0 && entry && origin) this.#handOver(key, entry, origin.self, origin.args);
    for (let call = 0; call < calls; call++) this.#tellHit(key, freshness, entry);
  }

  /** @param own whether one of the calls had started the load */
  answeredByLoad(key: CacheKey, calls: number, own: boolean): void {
    if (calls === 0) return;
    const { figures } = this;
    if (own) figures.misses++;
    figures.joins += own ? calls - 1 : calls;
    if (this.#hearsAnything) this.#tellWaiters(key, calls, own);
  }

  #tellWaiters(key: CacheKey, calls: number, own: boolean): void {
    if (own && this.#hears('miss')) this.#tell('miss', key, {});
    if (this.#hears('joined')) for (let call = own ? 1 : 0; call < calls; call++) this.#tell('joined', key, {});
  }

  /** One call is rejected before any load. */
  refused(error: unknown): void {
    this.figures.refusals++;
    if (this.#hears('refused')) this.#tell('refused', '', { error });
  }

  /** Gives an answer on, and tells how long it took. Asked for only where somebody hears that. */
  waiting<T>(key: CacheKey, answer: Promise<T>): Promise<T> {
    const { clock } = this;
    const since = clock.monotonic();
    return answer.finally(() => {
      if (this.#hears('waited')) this.#tell('waited', key, { waitedFor: clock.monotonic() - since });
    });
  }

  loadBegan(key: CacheKey, background: boolean): void {
    this.figures.loads++;
    if (this.#hears('loadBegan')) this.#tell('loadBegan', key, { background });
  }

  refreshBegan(key: CacheKey): void {
    this.figures.backgroundRefreshes++;
    if (this.#hears('refreshBegan')) this.#tell('refreshBegan', key, {});
  }

  loaded(key: CacheKey, loadedIn: Milliseconds, outcome: LoadOutcome): void {
    this.figures.loadTime += loadedIn;
    if (outcome === 'fenced') this.figures.fencedLoads++;
    if (outcome === 'refused') this.figures.refusedOffers++;
    if (this.#hearsAnything) this.#tellLoaded(key, loadedIn, outcome);
    if (this.#debugLevel.isOn()) this.#log('debug', { key, loadedIn, outcome }, 'loaded');
  }

  #tellLoaded(key: CacheKey, loadedIn: Milliseconds, outcome: LoadOutcome): void {
    if (this.#hears('loaded')) this.#tell('loaded', key, { loadedIn, outcome });
    const isFenced = outcome === 'fenced' || outcome === 'refused';
    if (isFenced && this.#hears('fenced')) {
      this.#tell('fenced', key, { by: outcome === 'fenced' ? 'here' : 'elsewhere' });
    }
  }

  loadFailed(key: CacheKey, error: unknown, background: boolean): void {
    this.figures.loadFailures++;
    if (this.#hears('loadFailed')) this.#tell('loadFailed', key, { error, background });
    if (background) this.#log('warn', { err: error }, 'a background refresh failed');
    else if (this.#debugLevel.isOn()) this.#log('debug', { key, err: error }, 'a load failed');
  }

  loadRejected(key: CacheKey, error: unknown, background: boolean): void {
    this.figures.rejectedLoads++;
    if (this.#hears('loadRejected')) this.#tell('loadRejected', key, { error, background });
    const rejections = this.#rejectionLines.count(this.clock.monotonic());
    if (rejections > 0) this.#log('warn', { err: error, rejections }, 'a load was not begun');
  }

  misfit(key: CacheKey, issues: readonly string[]): void {
    this.figures.schemaMisfits++;
    if (this.#hears('misfit')) this.#tell('misfit', key, { issues });
    const misfits = this.#misfitLines.count(this.clock.monotonic());
    if (misfits > 0) this.#log('warn', { issues, misfits }, 'a stored value does not fit the schema and is a miss');
  }

  migrated(key: CacheKey): void {
    this.figures.migratedValues++;
    if (this.#hears('migrated')) this.#tell('migrated', key, {});
    if (this.#debugLevel.isOn()) this.#log('debug', { key }, 'migrated a stored value');
  }

  /** The last command that failed, if one did. */
  get lastStorageFailure(): { readonly ago: Milliseconds; readonly message: string } | undefined {
    if (this.#failure === undefined) return undefined;
    const { at, message } = this.#failure;
    return { ago: Math.max(0, this.clock.monotonic() - at), message };
  }

  forgetFailure(): void {
    this.#failure = undefined;
  }

  storageFailed(key: CacheKey, error: StorageError): void {
    this.figures.storageFailures++;
    this.#failure = { at: this.clock.monotonic(), message: error.message };
    if (this.#hears('storageFailed')) this.#tell('storageFailed', key, { error });
    const failures = this.#storageFailureLines.count(this.clock.monotonic());
    if (failures === 0) return;
    const path = error.cause instanceof SerdeError ? { path: error.cause.path } : {};
    this.#log('warn', { err: error, failures, ...path }, 'the storage failed');
  }

  removed(key: CacheKey, reason: 'evicted' | 'expired' | 'invalidated' | 'cleared'): void {
    if (reason === 'evicted') this.figures.evictions++;
    if (this.#hears('removed')) this.#tell('removed', key, { reason });
    if (this.#debugLevel.isOn()) this.#log('debug', { key, reason }, 'removed');
  }

  /** Something that was not memoir's to do failed: a strategy, a listener, `waitUntil`. The call goes on. */
  partFailed(part: string, error: unknown): void {
    this.#log('error', { err: error }, `the ${part} failed`);
  }

  unconfirmed(count: number): void {
    this.#log(
      'error',
      { unconfirmed: Number.isFinite(count) ? count : 'all' },
      'closed with invalidations that the storage did not confirm',
    );
  }

  statistics(entries: number | undefined, advising?: AdvisingEvictionStrategy): CacheStatistics {
    const { hits, staleHits, joins } = this.figures;
    const calls = callsOf(this.figures);
    return {
      calls,
      ...this.figures,
      entries,
      hitRatio: calls === 0 ? 0 : (hits + staleHits + joins) / calls,
      capacityAdvice: advising?.capacityAdvice(hits + staleHits),
    };
  }

  /** Looks again who hears what. */
  listen(): void {
    this.#listeners = [...this.#configured, ...this.#added];
    this.#hitListeners = this.#listeners.filter(({ hit }) => hit !== undefined);
    this.#hearsAnything = this.#listeners.length > 0 || isAnythingHeard();
    this.hearsHits = this.#takers.length > 0 || this.#hears('hit');
    this.hearsWaits = this.#hears('waited');
  }

  #hears(name: EventName): boolean {
    return this.#hearsAnything && this.#isHeard(name);
  }

  #isHeard(name: EventName): boolean {
    if (channels[name].isHeard) return true;
    return this.#listeners.length > 0 && this.#listeners.some((listener) => listener[name] !== undefined);
  }

  #handOver(key: CacheKey, { value, createdAt }: Answered, self: unknown, args: readonly unknown[] = [key]): void {
    const takers = this.#takers;
    if (takers.length === 0) return;
    this.#takers = [];
    this.listen();
    for (const { take } of takers) {
      try {
        take({ key, self, args, value, createdAt });
      } catch (error) {
        this.partFailed('listener', error);
      }
    }
  }

  #tellHit(key: CacheKey, freshness: 'fresh' | 'stale', entry: Answered | undefined): void {
    const listeners = this.#hitListeners;
    if (listeners.length === 0 && !channels.hit.isHeard) return;
    // As `#tell`, at a third of its cost: in one literal, at the time that the hit itself went by.
    const at = this.#offsetClock.offset() + EPOCH_BASE;
    const age = entry === undefined ? undefined : Math.max(0, at - entry.createdAt);
    const event = { namespace: this.namespace, label: this.tally.label, key, at, freshness, age };
    for (const listener of listeners) {
      try {
        listener.hit!(event);
      } catch (error) {
        this.partFailed('listener', error);
      }
    }
    if (channels.hit.isHeard) channels.hit.publish(event);
  }

  #tell(name: EventName, key: CacheKey, details: object): void {
    const event = { namespace: this.namespace, label: this.label, key, at: this.clock.now(), ...details };
    for (const listener of this.#listeners) {
      try {
        (listener[name] as ((event: object) => void) | undefined)?.call(listener, event);
      } catch (error) {
        this.partFailed('listener', error);
      }
    }
    if (channels[name].isHeard) channels[name].publish(event);
  }

  #log(level: keyof Logger, fields: object, message: string): void {
    try {
      this.logger[level]({ namespace: this.namespace, ...fields }, message);
    } catch {
      // A logger that throws has nobody left to tell; the call must not suffer from it.
    }
  }
}

import type { Clock } from '../clock/clock.js';
import type { Milliseconds } from '../clock/duration.js';
import { SerdeError, type StorageError } from '../errors.js';
import type { AdvisingEvictionStrategy } from '../eviction/advice/capacity-advice.js';
import type { CacheKey } from '../key/cache-key.js';
import type { CacheListener } from './cache-listener.js';
import type { CacheStatistics } from './cache-statistics.js';
import { DebugLevel } from './debug-level.js';
import { LogThrottle } from './log-throttle.js';
import type { Logger } from './logger.js';

export type LoadOutcome = 'stored' | 'refused' | 'fenced' | 'not-stored';
type EventName = keyof CacheListener;

/** Counts, tells the listeners and writes the log of one function. Nothing is built for an event that nobody hears. */
export class Recorder {
  hits = 0;
  staleHits = 0;
  joins = 0;
  misses = 0;
  refusals = 0;
  loads = 0;
  loadFailures = 0;
  queuedLoads = 0;
  rejectedLoads = 0;
  fencedLoads = 0;
  refusedOffers = 0;
  backgroundRefreshes = 0;
  storageFailures = 0;
  schemaMisfits = 0;
  migratedValues = 0;
  evictions = 0;
  invalidations = 0;
  loadTime: Milliseconds = 0;
  /** Whether a hit has a listener: asked on the way of every hit. */
  hearsHits = false;
  #configured: readonly CacheListener[] = [];
  #added: readonly CacheListener[] = [];
  #listeners: readonly CacheListener[] = [];
  #debugLevel: DebugLevel;
  readonly #storageFailureLines = new LogThrottle();
  readonly #rejectionLines = new LogThrottle();
  readonly #misfitLines = new LogThrottle();

  constructor(
    private namespace: string,
    private clock: Clock,
    private logger: Logger,
  ) {
    this.#debugLevel = new DebugLevel(logger, clock);
  }

  /** Takes up a changed configuration. */
  adopt(namespace: string, clock: Clock, logger: Logger, listeners: readonly CacheListener[]): void {
    this.namespace = namespace;
    this.clock = clock;
    this.logger = logger;
    this.#debugLevel = new DebugLevel(logger, clock);
    this.#configured = listeners;
    this.#listen();
  }

  /** One that no configuration knows of. @returns takes it away again */
  addListener(listener: CacheListener): () => void {
    this.#added = [...this.#added, listener];
    this.#listen();
    let isAdded = true;
    return () => {
      if (!isAdded) return;
      isAdded = false;
      const at = this.#added.indexOf(listener);
      this.#added = this.#added.filter((_, index) => index !== at);
      this.#listen();
    };
  }

  /** One call was answered with a fresh value: as `answeredFromStorage`, and small enough for every hit. */
  hit(key: CacheKey): void {
    this.hits++;
    if (this.hearsHits) this.#tell('hit', key, { freshness: 'fresh' });
  }

  answeredFromStorage(key: CacheKey, freshness: 'fresh' | 'stale', calls: number): void {
    if (freshness === 'fresh') this.hits += calls;
    else this.staleHits += calls;
    if (this.hearsHits) for (let call = 0; call < calls; call++) this.#tell('hit', key, { freshness });
  }

  /** @param own whether one of the calls had started the load */
  answeredByLoad(key: CacheKey, calls: number, own: boolean): void {
    if (calls === 0) return;
    this.misses += own ? 1 : 0;
    this.joins += own ? calls - 1 : calls;
    if (own && this.#hears('miss')) this.#tell('miss', key, {});
    if (this.#hears('joined')) for (let call = own ? 1 : 0; call < calls; call++) this.#tell('joined', key, {});
  }

  loaded(key: CacheKey, loadedIn: Milliseconds, outcome: LoadOutcome): void {
    this.loadTime += loadedIn;
    if (outcome === 'fenced') this.fencedLoads++;
    if (outcome === 'refused') this.refusedOffers++;
    if (this.#hears('loaded')) this.#tell('loaded', key, { loadedIn, outcome });
    if (this.#debugLevel.isOn()) this.#log('debug', { key, loadedIn, outcome }, 'loaded');
  }

  loadFailed(key: CacheKey, error: unknown, background: boolean): void {
    this.loadFailures++;
    if (this.#hears('loadFailed')) this.#tell('loadFailed', key, { error, background });
    if (background) this.#log('warn', { err: error }, 'a background refresh failed');
    else if (this.#debugLevel.isOn()) this.#log('debug', { key, err: error }, 'a load failed');
  }

  loadRejected(key: CacheKey, error: unknown, background: boolean): void {
    this.rejectedLoads++;
    if (this.#hears('loadRejected')) this.#tell('loadRejected', key, { error, background });
    const rejections = this.#rejectionLines.count(this.clock.monotonic());
    if (rejections > 0) this.#log('warn', { err: error, rejections }, 'a load was not begun');
  }

  misfit(key: CacheKey, issues: readonly string[]): void {
    this.schemaMisfits++;
    if (this.#hears('misfit')) this.#tell('misfit', key, { issues });
    const misfits = this.#misfitLines.count(this.clock.monotonic());
    if (misfits > 0) this.#log('warn', { issues, misfits }, 'a stored value does not fit the schema and is a miss');
  }

  migrated(key: CacheKey): void {
    this.migratedValues++;
    if (this.#debugLevel.isOn()) this.#log('debug', { key }, 'migrated a stored value');
  }

  storageFailed(key: CacheKey, error: StorageError): void {
    this.storageFailures++;
    if (this.#hears('storageFailed')) this.#tell('storageFailed', key, { error });
    const failures = this.#storageFailureLines.count(this.clock.monotonic());
    if (failures === 0) return;
    const path = error.cause instanceof SerdeError ? { path: error.cause.path } : {};
    this.#log('warn', { err: error, failures, ...path }, 'the storage failed');
  }

  removed(key: CacheKey, reason: 'evicted' | 'expired' | 'invalidated' | 'cleared'): void {
    if (reason === 'evicted') this.evictions++;
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
    const { hits, staleHits, joins, misses, refusals, loads, loadFailures, fencedLoads, refusedOffers } = this;
    const { queuedLoads, rejectedLoads, schemaMisfits, migratedValues } = this;
    const { backgroundRefreshes, storageFailures, evictions, invalidations, loadTime } = this;
    const calls = hits + staleHits + joins + misses + refusals;
    return {
      calls,
      hits,
      staleHits,
      joins,
      misses,
      refusals,
      loads,
      loadFailures,
      queuedLoads,
      rejectedLoads,
      fencedLoads,
      refusedOffers,
      backgroundRefreshes,
      storageFailures,
      schemaMisfits,
      migratedValues,
      evictions,
      invalidations,
      loadTime,
      entries,
      hitRatio: calls === 0 ? 0 : (hits + staleHits + joins) / calls,
      capacityAdvice: advising?.capacityAdvice(hits + staleHits),
    };
  }

  #listen(): void {
    this.#listeners = [...this.#configured, ...this.#added];
    this.hearsHits = this.#hears('hit');
  }

  #hears(name: EventName): boolean {
    return this.#listeners.length > 0 && this.#listeners.some((listener) => listener[name] !== undefined);
  }

  #tell(name: EventName, key: CacheKey, details: object): void {
    const event = { namespace: this.namespace, key, at: this.clock.now(), ...details };
    for (const listener of this.#listeners) {
      try {
        (listener[name] as ((event: object) => void) | undefined)?.call(listener, event);
      } catch (error) {
        this.partFailed('listener', error);
      }
    }
  }

  #log(level: keyof Logger, fields: object, message: string): void {
    try {
      this.logger[level]({ namespace: this.namespace, ...fields }, message);
    } catch {
      // A logger that throws has nobody left to tell; the call must not suffer from it.
    }
  }
}

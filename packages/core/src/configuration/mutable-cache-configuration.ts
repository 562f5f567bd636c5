import { inspect } from 'node:util';
import type { Awaitable } from '../awaitable.js';
import type { Clock } from '../clock/clock.js';
import type { Duration } from '../clock/duration.js';
import type { EarlyRefresh } from '../entry/early-refresh.js';
import type { EntryBuilder } from '../entry/entry-builder.js';
import type { ExpireAtTime } from '../entry/expire-at-time.js';
import type { Jitter } from '../entry/jitter.js';
import type { LifeSpan } from '../entry/life-span.js';
import { ProvidedLifeSpanEntryBuilder } from '../entry/provided-life-span-entry-builder.js';
import { ConfigurationError } from '../errors.js';
import type { EvictionStrategy } from '../eviction/eviction-strategy.js';
import type { LoadLimit } from '../flight/load-limit.js';
import type { RetryBackoff } from '../flight/retry-backoff.js';
import type { InvalidationSupport } from '../invalidation/invalidation-support.js';
import type { KeyExtractor } from '../key/key-extractor.js';
import type { CacheListener } from '../observe/cache-listener.js';
import type { Logger } from '../observe/logger.js';
import type { Postprocessing } from '../postprocessing/postprocessing.js';
import type { ScheduledRefresh } from '../refresh/scheduled-refresh.js';
import type { StandardSchema } from '../schema/standard-schema.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { VersionErrorPolicy, VersionFunction } from '../version/version.js';
import type { CacheConfiguration, StorageFailurePolicy } from './cache-configuration.js';
import { checkCapacity, isResizable } from './capacity.js';
import { describeParts } from './description.js';
import { checkPart, type PartName } from './parts.js';
import { attachCell, type Snapshot, SnapshotCell, snapshotOf } from './snapshot.js';

/**
 * A configuration that is put together by fluent setters and may be changed while the functions it serves are running:
 * the next call of each sees the change, calls under way keep what they began with. Every setter checks what it is given
 * and throws a `ConfigurationError` that names the value.
 */
export class MutableCacheConfiguration<Args extends readonly any[] = any, Value = any>
  implements CacheConfiguration<Args, Value>
{
  readonly #cell: SnapshotCell;

  private constructor(base: CacheConfiguration<Args, Value>) {
    this.#cell = new SnapshotCell(snapshotOf(base));
    attachCell(this, this.#cell);
  }

  /** Starts from a copy of `base`; later changes of either do not reach the other. */
  static initializedWith<Args extends readonly any[] = any, Value = any>(
    base: CacheConfiguration<Args, Value>,
  ): MutableCacheConfiguration<Args, Value> {
    return new MutableCacheConfiguration(base);
  }

  get configured(): boolean {
    return this.#snapshot.configured;
  }

  get bypassed(): boolean {
    return this.#snapshot.bypassed;
  }

  get namespace(): string | undefined {
    return this.#snapshot.namespace;
  }

  get sharedNamespace(): boolean {
    return this.#snapshot.sharedNamespace;
  }

  get storage(): CacheStorage {
    return this.#snapshot.storage;
  }

  get storageTimeout(): Duration {
    return this.#snapshot.storageTimeout;
  }

  get storageFailurePolicy(): StorageFailurePolicy {
    return this.#snapshot.storageFailurePolicy;
  }

  get entryBuilder(): EntryBuilder<Value> {
    return this.#snapshot.entryBuilder;
  }

  get evictionStrategy(): EvictionStrategy | (() => EvictionStrategy) {
    return this.#snapshot.evictionStrategy;
  }

  get keyExtractor(): KeyExtractor<Args> {
    return this.#snapshot.keyExtractor;
  }

  get postprocessing(): Postprocessing<Value> {
    return this.#snapshot.postprocessing;
  }

  get methodTimeout(): Duration | 'never' {
    return this.#snapshot.methodTimeout;
  }

  get softTimeout(): Duration | 'never' {
    return this.#snapshot.softTimeout;
  }

  get maxConcurrentLoads(): number | undefined {
    return this.#snapshot.maxConcurrentLoads;
  }

  get loadLimit(): LoadLimit | undefined {
    return this.#snapshot.loadLimit;
  }

  get staleOnError(): ((error: unknown) => boolean) | undefined {
    return this.#snapshot.staleOnError;
  }

  get retryBackoff(): RetryBackoff {
    return this.#snapshot.retryBackoff;
  }

  get fallback(): ((error: unknown, ...args: Args) => Awaitable<Value>) | undefined {
    return this.#snapshot.fallback;
  }

  get errorLifeSpan(): ((error: unknown, ...args: Args) => LifeSpan | undefined) | undefined {
    return this.#snapshot.errorLifeSpan;
  }

  get expireAtTime(): ExpireAtTime | undefined {
    return this.#snapshot.expireAtTime;
  }

  get capacityAdvice(): boolean {
    return this.#snapshot.capacityAdvice;
  }

  get jitter(): Jitter | undefined {
    return this.#snapshot.jitter;
  }

  get earlyRefresh(): EarlyRefresh | undefined {
    return this.#snapshot.earlyRefresh;
  }

  get tags(): ((...args: Args) => readonly string[]) | undefined {
    return this.#snapshot.tags;
  }

  get resultTags(): ((value: Value, ...args: Args) => readonly string[]) | undefined {
    return this.#snapshot.resultTags;
  }

  get version(): VersionFunction<Args> | undefined {
    return this.#snapshot.version;
  }

  get onVersionError(): VersionErrorPolicy {
    return this.#snapshot.onVersionError;
  }

  get schema(): StandardSchema<Value> | undefined {
    return this.#snapshot.schema;
  }

  get migrate(): ((stored: unknown) => Awaitable<Value>) | undefined {
    return this.#snapshot.migrate;
  }

  get scheduledRefresh(): ScheduledRefresh | undefined {
    return this.#snapshot.scheduledRefresh;
  }

  get invalidation(): InvalidationSupport<Args> | undefined {
    return this.#snapshot.invalidation;
  }

  get clock(): Clock {
    return this.#snapshot.clock;
  }

  get logger(): Logger {
    return this.#snapshot.logger;
  }

  get listeners(): readonly CacheListener[] {
    return this.#snapshot.listeners;
  }

  get waitUntil(): ((work: Promise<unknown>) => void) | undefined {
    return this.#snapshot.waitUntil;
  }

  /** `false`: calls are refused with a `NotConfiguredCacheCalledError`, and no loader runs. */
  setConfigured(configured: boolean): this {
    return this.#set('configured', configured);
  }

  /** `true`: calls go straight to the function, past storage and single flight; for incidents. */
  setBypassed(bypassed: boolean): this {
    return this.#set('bypassed', bypassed);
  }

  setNamespace(namespace: string): this {
    return this.#set('namespace', namespace);
  }

  setSharedNamespace(shared: boolean): this {
    return this.#set('sharedNamespace', shared);
  }

  setStorage(storage: CacheStorage): this {
    return this.#set('storage', storage);
  }

  setStorageTimeout(timeout: Duration): this {
    return this.#set('storageTimeout', timeout);
  }

  setStorageFailurePolicy(policy: StorageFailurePolicy): this {
    return this.#set('storageFailurePolicy', policy);
  }

  setEntryBuilder<V extends Value>(builder: EntryBuilder<V>): MutableCacheConfiguration<Args, V> {
    return this.#set('entryBuilder', builder) as unknown as MutableCacheConfiguration<Args, V>;
  }

  /** The same lifetimes for every result, in place of whatever builder there was. */
  setLifeSpan(lifeSpan: LifeSpan): this {
    return this.#set('entryBuilder', new ProvidedLifeSpanEntryBuilder(lifeSpan));
  }

  setEvictionStrategy(strategy: EvictionStrategy | (() => EvictionStrategy)): this {
    checkPart('evictionStrategy', strategy);
    if (typeof strategy !== 'function' && this.#cell.served > 1) {
      throw new ConfigurationError(
        `one eviction strategy cannot serve the ${this.#cell.served} functions of this configuration; pass a factory, ` +
          'such as () => new LeastRecentlyUsedEvictionStrategy()',
      );
    }
    this.#cell.replace({ evictionStrategy: strategy, capacity: undefined });
    return this;
  }

  /** The strategy's bound from now on; a lower one shrinks what is held at once. */
  setCapacity(capacity: number): this {
    checkCapacity(capacity);
    const strategy = this.#snapshot.evictionStrategy;
    if (typeof strategy !== 'function' && !isResizable(strategy)) {
      throw new ConfigurationError('capacity needs an eviction strategy with a method setCapacity', strategy);
    }
    this.#cell.replace({ capacity });
    return this;
  }

  /** Whether `statistics()` tells what other capacities would give. */
  setCapacityAdvice(isGiven: boolean): this {
    return this.#set('capacityAdvice', isGiven);
  }

  setKeyExtractor<A extends Args>(extractor: KeyExtractor<A>): MutableCacheConfiguration<A, Value> {
    return this.#set('keyExtractor', extractor) as unknown as MutableCacheConfiguration<A, Value>;
  }

  setPostprocessing<V extends Value>(postprocessing: Postprocessing<V>): MutableCacheConfiguration<Args, V> {
    return this.#set('postprocessing', postprocessing) as unknown as MutableCacheConfiguration<Args, V>;
  }

  setMethodTimeout(timeout: Duration | 'never'): this {
    return this.#set('methodTimeout', timeout);
  }

  setSoftTimeout(timeout: Duration | 'never'): this {
    return this.#set('softTimeout', timeout);
  }

  /** Of each function; `undefined` lifts the limit. Loads that run are not broken off. */
  setMaxConcurrentLoads(loads: number | undefined): this {
    return this.#set('maxConcurrentLoads', loads);
  }

  setLoadLimit(limit: LoadLimit | undefined): this {
    return this.#set('loadLimit', limit);
  }

  /** Takes effect where `keepStaleFor` keeps something. */
  setStaleOnError(counts: ((error: unknown) => boolean) | undefined): this {
    return this.#set('staleOnError', counts);
  }

  setRetryBackoff(backoff: RetryBackoff): this {
    return this.#set('retryBackoff', backoff);
  }

  setFallback<V extends Value, A extends Args>(
    fallback: ((error: unknown, ...args: A) => Awaitable<V>) | undefined,
  ): MutableCacheConfiguration<A, V> {
    return this.#set('fallback', fallback) as unknown as MutableCacheConfiguration<A, V>;
  }

  setErrorLifeSpan<A extends Args>(
    lifeSpan: ((error: unknown, ...args: A) => LifeSpan | undefined) | undefined,
  ): MutableCacheConfiguration<A, Value> {
    return this.#set('errorLifeSpan', lifeSpan) as unknown as MutableCacheConfiguration<A, Value>;
  }

  /** For entries that are made from now on. */
  setExpireAtTime(moment: ExpireAtTime | undefined): this {
    return this.#set('expireAtTime', moment);
  }

  /** For entries that are made from now on. */
  setJitter(jitter: Jitter | undefined): this {
    return this.#set('jitter', jitter);
  }

  /** For entries that are made from now on. */
  setEarlyRefresh(earlyRefresh: EarlyRefresh | undefined): this {
    return this.#set('earlyRefresh', earlyRefresh);
  }

  setTags(tags: () => readonly string[]): MutableCacheConfiguration<Args, Value>;
  setTags<A extends Args>(tags: (...args: A) => readonly string[]): MutableCacheConfiguration<A, Value>;
  setTags<A extends Args>(tags: (...args: A) => readonly string[]): MutableCacheConfiguration<A, Value> {
    return this.#set('tags', tags) as unknown as MutableCacheConfiguration<A, Value>;
  }

  setResultTags<V extends Value>(tags: (value: V) => readonly string[]): MutableCacheConfiguration<Args, V>;
  setResultTags<V extends Value, A extends Args>(
    tags: (value: V, ...args: A) => readonly string[],
  ): MutableCacheConfiguration<A, V>;
  setResultTags<V extends Value, A extends Args>(
    tags: (value: V, ...args: A) => readonly string[],
  ): MutableCacheConfiguration<A, V> {
    return this.#set('resultTags', tags) as unknown as MutableCacheConfiguration<A, V>;
  }

  setVersion<A extends Args>(version: VersionFunction<A>): MutableCacheConfiguration<A, Value> {
    return this.#set('version', version) as unknown as MutableCacheConfiguration<A, Value>;
  }

  setOnVersionError(policy: VersionErrorPolicy): this {
    return this.#set('onVersionError', policy);
  }

  setSchema<V extends Value>(schema: StandardSchema<V> | undefined): MutableCacheConfiguration<Args, V> {
    return this.#set('schema', schema) as unknown as MutableCacheConfiguration<Args, V>;
  }

  /** After `setSchema`, which says what has to be migrated. */
  setMigrate<V extends Value>(
    migrate: ((stored: unknown) => Awaitable<V>) | undefined,
  ): MutableCacheConfiguration<Args, V> {
    return this.#set('migrate', migrate) as unknown as MutableCacheConfiguration<Args, V>;
  }

  setScheduledRefresh(refresh: ScheduledRefresh | undefined): this {
    return this.#set('scheduledRefresh', refresh);
  }

  setInvalidation<A extends Args>(invalidation: InvalidationSupport<A>): MutableCacheConfiguration<A, Value> {
    return this.#set('invalidation', invalidation) as unknown as MutableCacheConfiguration<A, Value>;
  }

  setClock(clock: Clock): this {
    return this.#set('clock', clock);
  }

  setLogger(logger: Logger): this {
    return this.#set('logger', logger);
  }

  addListener(listener: CacheListener): this {
    return this.#set('listeners', [...this.#snapshot.listeners, listener]);
  }

  setWaitUntil(waitUntil: ((work: Promise<unknown>) => void) | undefined): this {
    return this.#set('waitUntil', waitUntil);
  }

  toJSON(): object {
    return describeParts(this.#snapshot);
  }

  [inspect.custom](_depth: number, options: object): string {
    return `MutableCacheConfiguration ${inspect(this.toJSON(), options)}`;
  }

  get #snapshot(): Snapshot {
    return this.#cell.snapshot;
  }

  #set<K extends PartName>(name: K, value: Snapshot[K]): this {
    checkPart(name, value);
    this.#cell.replace({ [name]: value });
    return this;
  }
}

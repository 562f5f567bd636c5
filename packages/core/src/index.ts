export type { Awaitable } from './awaitable.js';
export type { Clock, Timer } from './clock/clock.js';
export type { Duration, DurationText, EpochMilliseconds, LifeTime, Milliseconds } from './clock/duration.js';
export { parseDuration, toLifeTime, toMilliseconds } from './clock/duration.js';
export { SystemClock, systemClock } from './clock/system-clock.js';
export type { ByteSize } from './configuration/byte-size.js';
export { parseByteSize, toBytes } from './configuration/byte-size.js';
export type { CacheConfiguration, StorageFailurePolicy } from './configuration/cache-configuration.js';
export type { CacheOptions } from './configuration/cache-options.js';
export { MutableCacheConfiguration } from './configuration/mutable-cache-configuration.js';
export { standardConfiguration } from './configuration/standard-configuration.js';
export type { CacheEntry, IdleTimes, TrackedEntry } from './entry/cache-entry.js';
export type { EarlyRefresh } from './entry/early-refresh.js';
export type { EntryBuilder, EntryContext } from './entry/entry-builder.js';
export type { ExpireAtTime } from './entry/expire-at-time.js';
export type { Freshness } from './entry/freshness.js';
export type { Jitter, JitterOptions } from './entry/jitter.js';
export type { JudgedEntry } from './entry/judged-entry.js';
export type { LifeSpan } from './entry/life-span.js';
export { ProvidedLifeSpanEntryBuilder } from './entry/provided-life-span-entry-builder.js';
export {
  CacheClosedError,
  CachedMethodFailedError,
  ConfigurationError,
  InvalidationUnconfirmedError,
  LoadQueueFullError,
  LoadQueueTimeoutError,
  LoadTimeoutError,
  MemoirError,
  NotConfiguredCacheCalledError,
  RecursiveLoadError,
  SerdeError,
  StorageError,
  UnkeyableArgumentError,
} from './errors.js';
export { AdaptiveEvictionStrategy } from './eviction/adaptive-eviction-strategy.js';
export type { AdvisingEvictionStrategy, CapacityAdvice } from './eviction/advice/capacity-advice.js';
export type { BoundedEvictionStrategy } from './eviction/bounded-eviction-strategy.js';
export { defaultEvictionStrategy } from './eviction/default-eviction-strategy.js';
export type { EvictionBound, EvictionStrategy } from './eviction/eviction-strategy.js';
export { FifoEvictionStrategy } from './eviction/fifo-eviction-strategy.js';
export { LeastFrequentlyUsedEvictionStrategy } from './eviction/least-frequently-used-eviction-strategy.js';
export { LeastRecentlyUpdatedEvictionStrategy } from './eviction/least-recently-updated-eviction-strategy.js';
export { LeastRecentlyUsedEvictionStrategy } from './eviction/least-recently-used-eviction-strategy.js';
export { NoEvictionStrategy } from './eviction/no-eviction-strategy.js';
export { S3FifoEvictionStrategy } from './eviction/s3-fifo-eviction-strategy.js';
export { SieveEvictionStrategy } from './eviction/sieve-eviction-strategy.js';
export type {
  AnswerExplanation,
  BypassExplanation,
  ErrorExplanation,
  ExplainedEntry,
  ExplainedFlight,
  Explanation,
  JoinExplanation,
  KeyFacts,
  MissExplanation,
  RefusedExplanation,
  WaitExplanation,
} from './explain/explanation.js';
export type { CallOptions } from './flight/call-options.js';
export type { LoadContext, NotModified } from './flight/load-context.js';
export { LoadLimit, type LoadLimitOptions } from './flight/load-limit.js';
export type { RetryBackoff } from './flight/retry-backoff.js';
export { fenceTags } from './flight/tag-fences.js';
export type { TierSkip, TierSkips } from './flight/tier-skips.js';
export { InProcessLog } from './invalidation/in-process-log.js';
export type {
  FollowOptions,
  Invalidation,
  InvalidationLog,
  LogFollower,
  LogGap,
  LogPosition,
  LogSubscription,
} from './invalidation/invalidation-log.js';
export { InvalidationSupport } from './invalidation/invalidation-support.js';
export type { ArgumentsKeyExtractorOptions } from './key/arguments-key-extractor.js';
export { ArgumentsKeyExtractor } from './key/arguments-key-extractor.js';
export type { CacheKey } from './key/cache-key.js';
export type { KeyExtractor, MethodReference } from './key/key-extractor.js';
export { hashAnew, hashOf } from './key/key-hash.js';
export { MethodNameAndArgumentsKeyExtractor } from './key/method-name-and-arguments-key-extractor.js';
export { shortenKey } from './key/shorten-key.js';
export { type Health, health, type StorageHealth } from './live/health.js';
export type { LiveFunction, LiveHoldings, LiveLoad, LiveStorage } from './live/live-function.js';
export { liveFunctionOf, liveFunctions } from './live/live-functions.js';
export { resetAll } from './live/reset-all.js';
export type { AnyFunction, InFlight, Loaded, Memoized, MemoizedCall, MemoizedHandle, Peeked } from './memoized.js';
export type { MemoizedDecorator, MethodOptions } from './memoized-decorator.js';
export type { LoadMany, ManyCall, ManyOptions, MemoizedMany } from './memoized-many.js';
export { closeMethodsOf, handleOf } from './memoized-method.js';
export {
  type ArgumentsAfterContext,
  createMemoizer,
  type LoaderWithContext,
  type Memoizer,
  memoize,
  type WithContext,
} from './memoizer.js';
export type { CacheEvent, CacheListener } from './observe/cache-listener.js';
export type { CacheStatistics } from './observe/cache-statistics.js';
export type { FigureName } from './observe/figures.js';
export { type Logger, SilentLogger } from './observe/logger.js';
export type { TakenHit } from './observe/taken-hit.js';
export { figuresByLabel, type LabelFigures } from './observe/tally.js';
export {
  type StorageCommand,
  type TracedCommand,
  type TracedLoad,
  type TracedWork,
  type Tracer,
  traceWith,
} from './observe/tracing.js';
export { DeepFreezePostprocessing } from './postprocessing/deep-freeze-postprocessing.js';
export { NoPostprocessing } from './postprocessing/no-postprocessing.js';
export type { Postprocessing } from './postprocessing/postprocessing.js';
export { StructuredClonePostprocessing } from './postprocessing/structured-clone-postprocessing.js';
export type { ScheduledRefresh } from './refresh/scheduled-refresh.js';
export type { EntryCheck } from './schema/entry-check.js';
export type { StandardIssue, StandardResult, StandardSchema } from './schema/standard-schema.js';
export type { BreakerState } from './storage/breaker.js';
export type { BulkKeyspace } from './storage/bulk-keyspace.js';
export type { ByteStore } from './storage/byte-store.js';
export type { CacheStorage } from './storage/cache-storage.js';
export { expiredAt } from './storage/expired-at.js';
export type { Keyspace, KeyspaceContext, OfferOutcome } from './storage/keyspace.js';
export type { LeaseOutcome, LeaseRequest, LeasingKeyspace } from './storage/leasing-keyspace.js';
export type { LoggedStorage } from './storage/logged-storage.js';
export type { Permit } from './storage/permit.js';
export type {
  Quarantine,
  QuarantineOptions,
  QuarantineTarget,
  QuarantiningStorage,
} from './storage/quarantining-storage.js';
export type { RemovalReason } from './storage/removal-reason.js';
export type { Serde } from './storage/serde.js';
export { SerializedStorage, type SerializedStorageOptions } from './storage/serialized-storage.js';
export type { Onlooker, ShowingKeyspace } from './storage/showing-keyspace.js';
export type { SpreadingStorage } from './storage/spreading-storage.js';
export { type LogFacts, type StorageFacts, storageFacts, type TellingStorage } from './storage/storage-facts.js';
export type { TaggingStorage } from './storage/tagging-storage.js';
export {
  type EntryFacts,
  factsOf,
  type LeaseDescription,
  type QuarantineDescription,
  type TierDescription,
} from './storage/tier-description.js';
export { V8Serde } from './storage/v8-serde.js';
export { TieredStorage, type TieredStorageOptions } from './tiers/tiered-storage.js';
export { cachedVariable } from './variable/cached-variable.js';
export { namedVariables } from './variable/named-variables.js';
export { slotPerObject } from './variable/slot-per-object.js';
export type { CachedVariable, VariableOptions } from './variable/variable-options.js';
export { NO_VALUE_STORED, type OwnedSlot, type VariableSlot } from './variable/variable-slot.js';
export { CacheSession } from './version/cache-session.js';
export type { Version, VersionErrorPolicy, VersionFunction } from './version/version.js';
export { WeakList } from './weak-list.js';
export { type WriteOptions, withWrite } from './write/with-write.js';
export { tagTarget, type WriteTarget } from './write/write-target.js';

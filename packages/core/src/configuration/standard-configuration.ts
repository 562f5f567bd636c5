import { systemClock } from '../clock/system-clock.js';
import { ProvidedLifeSpanEntryBuilder } from '../entry/provided-life-span-entry-builder.js';
import { defaultEvictionStrategy } from '../eviction/default-eviction-strategy.js';
import { DEFAULT_RETRY_BACKOFF } from '../flight/retry-backoff.js';
import { ArgumentsKeyExtractor } from '../key/arguments-key-extractor.js';
import { SilentLogger } from '../observe/logger.js';
import { NoPostprocessing } from '../postprocessing/no-postprocessing.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { CacheConfiguration } from './cache-configuration.js';

/**
 * Every setting at its default, on a given storage. Source of the figures: py-memoize, `DefaultInMemoryCacheConfiguration`
 * (method timeout 2 minutes, update after 10 minutes, expire after 30 minutes, 4096 entries).
 */
export function standardConfiguration(storage: CacheStorage): CacheConfiguration {
  return {
    configured: true,
    bypassed: false,
    namespace: undefined,
    sharedNamespace: false,
    storage,
    storageTimeout: '250ms',
    storageFailurePolicy: 'fail-open',
    entryBuilder: new ProvidedLifeSpanEntryBuilder(),
    evictionStrategy: defaultEvictionStrategy,
    capacityAdvice: false,
    keyExtractor: new ArgumentsKeyExtractor(),
    postprocessing: new NoPostprocessing(),
    methodTimeout: '2m',
    softTimeout: 'never',
    maxConcurrentLoads: undefined,
    loadLimit: undefined,
    staleOnError: undefined,
    retryBackoff: DEFAULT_RETRY_BACKOFF,
    fallback: undefined,
    errorLifeSpan: undefined,
    expireAtTime: undefined,
    jitter: undefined,
    earlyRefresh: undefined,
    tags: undefined,
    resultTags: undefined,
    version: undefined,
    onVersionError: 'throw',
    schema: undefined,
    migrate: undefined,
    scheduledRefresh: undefined,
    invalidation: undefined,
    clock: systemClock,
    logger: new SilentLogger(),
    listeners: [],
    waitUntil: undefined,
  };
}

import { toLifeTime, toMilliseconds } from '../clock/duration.js';
import { checkEarlyRefresh } from '../entry/early-refresh.js';
import { checkExpireAtTime } from '../entry/expire-at-time.js';
import { checkJitter } from '../entry/jitter.js';
import { ConfigurationError } from '../errors.js';
import { checkConcurrent, placesOf } from '../flight/load-limit.js';
import { pausesOf } from '../flight/retry-backoff.js';
import { checkScheduledRefresh } from '../refresh/scheduled-refresh.js';
import { isStandardSchema } from '../schema/standard-schema.js';
import type { CacheConfiguration } from './cache-configuration.js';

/**
 * What each part of a configuration must be. The names in here are the only ones that a configuration has: whoever adds
 * a part adds its check.
 */
const CHECKS: { readonly [K in keyof CacheConfiguration]: (value: any) => void } = {
  configured: boolean('configured'),
  bypassed: boolean('bypassed'),
  sharedNamespace: boolean('sharedNamespace'),
  namespace(value) {
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new ConfigurationError('namespace is a text that is not empty', value);
    }
  },
  storage: having('storage', 'a CacheStorage', ['keyspace']),
  storageTimeout: (value) => void toMilliseconds('storageTimeout', value),
  storageFailurePolicy(value) {
    if (value !== 'fail-open' && value !== 'fail-closed') {
      throw new ConfigurationError(`storageFailurePolicy is 'fail-open' or 'fail-closed'`, value);
    }
  },
  entryBuilder: having('entryBuilder', 'an EntryBuilder', ['build']),
  evictionStrategy(value) {
    if (typeof value !== 'function') checkStrategy(value);
  },
  capacityAdvice: boolean('capacityAdvice'),
  keyExtractor: having('keyExtractor', 'a KeyExtractor', ['extract']),
  postprocessing: having('postprocessing', 'a Postprocessing', ['apply']),
  methodTimeout: (value) => void toLifeTime('methodTimeout', value),
  softTimeout: (value) => void toLifeTime('softTimeout', value),
  maxConcurrentLoads(value) {
    if (value !== undefined) checkConcurrent('maxConcurrentLoads', value);
  },
  loadLimit(value) {
    if (value !== undefined && placesOf(value) === undefined) {
      throw new ConfigurationError('loadLimit is a LoadLimit, such as new LoadLimit({ concurrent: 5 })', value);
    }
  },
  staleOnError: optionalFunction('staleOnError'),
  retryBackoff: (value) => void pausesOf(value),
  fallback: optionalFunction('fallback'),
  errorLifeSpan: optionalFunction('errorLifeSpan'),
  expireAtTime(value) {
    if (value !== undefined) checkExpireAtTime(value);
  },
  jitter(value) {
    if (value !== undefined) checkJitter(value);
  },
  earlyRefresh(value) {
    if (value !== undefined) checkEarlyRefresh(value);
  },
  tags: optionalFunction('tags'),
  resultTags: optionalFunction('resultTags'),
  version: optionalFunction('version'),
  onVersionError(value) {
    if (value !== 'throw' && value !== 'load' && value !== 'serve') {
      throw new ConfigurationError(`onVersionError is 'throw', 'load' or 'serve'`, value);
    }
  },
  schema(value) {
    if (value !== undefined && !isStandardSchema(value)) {
      throw new ConfigurationError('schema is a Standard Schema, such as those of zod, valibot and arktype', value);
    }
  },
  migrate: optionalFunction('migrate'),
  scheduledRefresh(value) {
    if (value !== undefined) checkScheduledRefresh(value);
  },
  invalidation(value) {
    if (value !== undefined) having('invalidation', 'an InvalidationSupport', ['invalidateForArguments'])(value);
  },
  clock: having('clock', 'a Clock', ['now', 'monotonic', 'schedule']),
  logger: having('logger', 'a Logger', ['debug', 'info', 'warn', 'error']),
  listeners(value) {
    if (!Array.isArray(value) || value.some((listener) => typeof listener !== 'object' || listener === null)) {
      throw new ConfigurationError('listeners is a list of CacheListeners', value);
    }
  },
  waitUntil: optionalFunction('waitUntil'),
};

export type PartName = keyof CacheConfiguration;

/** The names of all parts. */
export const PART_NAMES = Object.freeze(Object.keys(CHECKS)) as readonly PartName[];

/** @throws {ConfigurationError} with the value received, if it cannot be that part */
export function checkPart<K extends PartName>(name: K, value: CacheConfiguration[K]): void {
  CHECKS[name](value);
}

/** @throws {ConfigurationError} if it lacks a method of an `EvictionStrategy` */
export function checkStrategy(value: unknown): void {
  having('evictionStrategy', 'an EvictionStrategy or a function that makes one', [
    'markRead',
    'markWritten',
    'markReleased',
    'nextToRelease',
    'tracked',
  ])(value);
}

function boolean(name: string): (value: unknown) => void {
  return (value) => {
    if (typeof value !== 'boolean') throw new ConfigurationError(`${name} is true or false`, value);
  };
}

function optionalFunction(name: string): (value: unknown) => void {
  return (value) => {
    if (value !== undefined && typeof value !== 'function') {
      throw new ConfigurationError(`${name} is a function or undefined`, value);
    }
  };
}

function having(name: string, what: string, methods: readonly string[]): (value: unknown) => void {
  return (value) => {
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
    const missing = isObject ? methods.find((method) => typeof Reflect.get(value, method) !== 'function') : undefined;
    if (!isObject) throw new ConfigurationError(`${name} is ${what}`, value);
    if (missing) throw new ConfigurationError(`${name} is ${what}, which has a method ${missing}`, value);
  };
}

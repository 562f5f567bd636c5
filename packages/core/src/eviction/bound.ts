import { ConfigurationError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import type { EvictionBound } from './eviction-strategy.js';

/** Source: py-memoize, `DefaultInMemoryCacheConfiguration`. */
const DEFAULT_CAPACITY = 4096;
const SETTINGS = new Set(['capacity', 'weigh']);

export type Weigh = (value: any, key: CacheKey) => number;

/** A checked bound. Without `weigh` every entry weighs 1 and the capacity is a whole number. */
export interface CheckedBound {
  readonly capacity: number;
  readonly weigh: Weigh | undefined;
}

/** @throws {ConfigurationError} unless the bound can be kept */
export function checkBound(bound: EvictionBound): CheckedBound {
  if (typeof bound !== 'object' || bound === null) {
    throw new ConfigurationError('a bound is an object such as { capacity: 4096 }', bound);
  }
  for (const setting of Object.keys(bound)) {
    if (!SETTINGS.has(setting)) throw new ConfigurationError('a bound has the settings capacity and weigh', setting);
  }
  const { capacity = DEFAULT_CAPACITY, weigh } = bound;
  if (weigh !== undefined && typeof weigh !== 'function') {
    throw new ConfigurationError('weigh is a function that gives the weight of a value', weigh);
  }
  return { capacity: checkCapacity(capacity, weigh), weigh };
}

/** @throws {ConfigurationError} unless it is a whole number of entries, or with `weigh` a finite weight above 0 */
export function checkCapacity(capacity: number, weigh: Weigh | undefined): number {
  if (weigh) {
    if (!Number.isFinite(capacity) || capacity <= 0) {
      throw new ConfigurationError('capacity is the greatest sum of weights, finite and more than 0', capacity);
    }
  } else if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new ConfigurationError('capacity is a whole number of entries, at least 1', capacity);
  }
  return capacity;
}

import {
  AdaptiveEvictionStrategy,
  type EvictionStrategy,
  FifoEvictionStrategy,
  LeastFrequentlyUsedEvictionStrategy,
  LeastRecentlyUpdatedEvictionStrategy,
  LeastRecentlyUsedEvictionStrategy,
  S3FifoEvictionStrategy,
  SieveEvictionStrategy,
} from '@memoir/core';

/** Makes a strategy that holds so many entries. */
export type Policy = (capacity: number) => EvictionStrategy;
export type Policies = Readonly<Record<string, Policy>>;

/**
 * The strategies of core, by the names that the command knows. In a replay nothing is refreshed, so that what was
 * updated least recently is what came in first.
 */
export const policies: Policies = {
  lru: (capacity) => new LeastRecentlyUsedEvictionStrategy({ capacity }),
  'lru-updated': (capacity) => new LeastRecentlyUpdatedEvictionStrategy({ capacity }),
  fifo: (capacity) => new FifoEvictionStrategy({ capacity }),
  lfu: (capacity) => new LeastFrequentlyUsedEvictionStrategy({ capacity }),
  sieve: (capacity) => new SieveEvictionStrategy({ capacity }),
  's3-fifo': (capacity) => new S3FifoEvictionStrategy({ capacity }),
  adaptive: (capacity) => new AdaptiveEvictionStrategy({ capacity }),
};

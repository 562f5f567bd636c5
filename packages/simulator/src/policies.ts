import {
  type EvictionStrategy,
  LeastFrequentlyUsedEvictionStrategy,
  LeastRecentlyUpdatedEvictionStrategy,
  LeastRecentlyUsedEvictionStrategy,
} from '@memoir/core';

/** Makes a strategy that holds so many entries. */
export type Policy = (capacity: number) => EvictionStrategy;
export type Policies = Readonly<Record<string, Policy>>;

/** The strategies of core, by the names that the command knows. */
export const policies: Policies = {
  lru: (capacity) => new LeastRecentlyUsedEvictionStrategy({ capacity }),
  'lru-updated': (capacity) => new LeastRecentlyUpdatedEvictionStrategy({ capacity }),
  lfu: (capacity) => new LeastFrequentlyUsedEvictionStrategy({ capacity }),
};

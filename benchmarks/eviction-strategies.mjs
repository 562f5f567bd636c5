import {
  AdaptiveEvictionStrategy,
  FifoEvictionStrategy,
  LeastFrequentlyUsedEvictionStrategy,
  LeastRecentlyUpdatedEvictionStrategy,
  LeastRecentlyUsedEvictionStrategy,
  S3FifoEvictionStrategy,
  SieveEvictionStrategy,
} from '@memoir/core';

/** The strategies with a bound, by their names without EvictionStrategy. */
export const STRATEGIES = Object.fromEntries(
  [
    LeastRecentlyUpdatedEvictionStrategy,
    LeastRecentlyUsedEvictionStrategy,
    LeastFrequentlyUsedEvictionStrategy,
    FifoEvictionStrategy,
    SieveEvictionStrategy,
    S3FifoEvictionStrategy,
    AdaptiveEvictionStrategy,
  ].map((Strategy) => [Strategy.name.replace('EvictionStrategy', ''), Strategy]),
);

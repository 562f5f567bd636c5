import { LeastFrequentlyUsedEvictionStrategy } from '../../src/eviction/least-frequently-used-eviction-strategy.js';
import { LeastRecentlyUpdatedEvictionStrategy } from '../../src/eviction/least-recently-updated-eviction-strategy.js';
import { LeastRecentlyUsedEvictionStrategy } from '../../src/eviction/least-recently-used-eviction-strategy.js';

/** Every strategy with a bound, by name. */
export const boundedStrategies = [
  LeastRecentlyUpdatedEvictionStrategy,
  LeastRecentlyUsedEvictionStrategy,
  LeastFrequentlyUsedEvictionStrategy,
].map((Strategy) => [Strategy.name, Strategy] as const);

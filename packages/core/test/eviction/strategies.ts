import { AdaptiveEvictionStrategy } from '../../src/eviction/adaptive-eviction-strategy.js';
import { FifoEvictionStrategy } from '../../src/eviction/fifo-eviction-strategy.js';
import { LeastFrequentlyUsedEvictionStrategy } from '../../src/eviction/least-frequently-used-eviction-strategy.js';
import { LeastRecentlyUpdatedEvictionStrategy } from '../../src/eviction/least-recently-updated-eviction-strategy.js';
import { LeastRecentlyUsedEvictionStrategy } from '../../src/eviction/least-recently-used-eviction-strategy.js';
import { S3FifoEvictionStrategy } from '../../src/eviction/s3-fifo-eviction-strategy.js';
import { SieveEvictionStrategy } from '../../src/eviction/sieve-eviction-strategy.js';

/** Every strategy with a bound, by name. */
export const boundedStrategies = [
  LeastRecentlyUpdatedEvictionStrategy,
  LeastRecentlyUsedEvictionStrategy,
  LeastFrequentlyUsedEvictionStrategy,
  FifoEvictionStrategy,
  SieveEvictionStrategy,
  S3FifoEvictionStrategy,
  AdaptiveEvictionStrategy,
].map((Strategy) => [Strategy.name, Strategy] as const);

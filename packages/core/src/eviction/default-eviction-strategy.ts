import type { EvictionStrategy } from './eviction-strategy.js';
import { LeastRecentlyUpdatedEvictionStrategy } from './least-recently-updated-eviction-strategy.js';

/**
 * What a function's eviction strategy is unless it is given one: least recently updated, 4096 entries. A storage that
 * bounds itself, or that other processes share, is left to its own bound as long as nothing else was asked for.
 *
 * Adaptive keeps far more of what is asked for (0.92 of the hits of the optimum over 85 sizes of 18 traces, against 0.60),
 * at no cost to a hit and 6 bytes per entry. What stands against it as the default is a miss that evicts: 0.51 of an
 * asynchronous Map cache where 0.60 is the budget, against 0.56.
 */
export function defaultEvictionStrategy(): EvictionStrategy {
  return new LeastRecentlyUpdatedEvictionStrategy();
}

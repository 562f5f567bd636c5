import type { EvictionStrategy } from './eviction-strategy.js';
import { LeastRecentlyUpdatedEvictionStrategy } from './least-recently-updated-eviction-strategy.js';

/**
 * What a function's eviction strategy is unless it is given one: least recently updated, 4096 entries. A storage that
 * bounds itself, or that other processes share, is left to its own bound as long as nothing else was asked for.
 */
export function defaultEvictionStrategy(): EvictionStrategy {
  return new LeastRecentlyUpdatedEvictionStrategy();
}

import type { EvictionBound, EvictionStrategy } from '../../eviction/eviction-strategy.js';
import type { EvictionBench } from '../eviction-bench.js';

/** Opens a bench on a new strategy with that bound. */
export type OpenEvictionBench = (bound: EvictionBound) => EvictionBench;

/** One sentence about a strategy, and the check that it holds. */
export interface EvictionRule {
  /** Continues "the strategy ...", present tense. */
  readonly name: string;
  check(open: OpenEvictionBench, create: (bound: EvictionBound) => EvictionStrategy): void;
}

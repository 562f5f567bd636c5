import type { Milliseconds } from '../clock/duration.js';
import type { CapacityAdvice } from '../eviction/advice/capacity-advice.js';

/** Figures of one function since it was made. `hits + staleHits + joins + misses + refusals = calls`, at any moment. */
export interface CacheStatistics {
  /** Calls answered; each is counted once, at its first answer. `refresh`, `prime`, `peek` and background loads are not calls. */
  readonly calls: number;
  /** Answered with a fresh entry, or with an error that is remembered. */
  readonly hits: number;
  /** Answered with a stale entry while it is being refreshed, or with a kept one because the load failed or takes long. */
  readonly staleHits: number;
  /** Answered by a load that another call had started. */
  readonly joins: number;
  /** Answered by a load of its own. */
  readonly misses: number;
  /** Rejected before any load: not configured, closed, unkeyable argument. */
  readonly refusals: number;
  /** Loads that ran, background ones included. */
  readonly loads: number;
  readonly loadFailures: number;
  /** Loads that had to wait under a limit on concurrent loads. */
  readonly queuedLoads: number;
  /** Loads that were never begun: too many waited, they waited too long, or the function was closed. */
  readonly rejectedLoads: number;
  /** Loads whose result an invalidation kept out of the storage. */
  readonly fencedLoads: number;
  readonly refusedOffers: number;
  readonly backgroundRefreshes: number;
  readonly storageFailures: number;
  /** Stored values that did not fit the schema, and counted as misses. */
  readonly schemaMisfits: number;
  /** Stored values that did not fit the schema, and were served as `migrate` made them. */
  readonly migratedValues: number;
  readonly evictions: number;
  readonly invalidations: number;
  /** Sum over all loads. */
  readonly loadTime: Milliseconds;
  /** What the function holds; `undefined` where the storage is the only one to know. */
  readonly entries: number | undefined;
  /** `(hits + staleHits + joins) / calls`; 0 without a call. */
  readonly hitRatio: number;
  /** What other capacities would give; `undefined` unless `capacityAdvice` is set. */
  readonly capacityAdvice: CapacityAdvice | undefined;
}

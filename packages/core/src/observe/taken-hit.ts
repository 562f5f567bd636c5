import type { EpochMilliseconds } from '../clock/duration.js';
import type { CacheKey } from '../key/cache-key.js';

/** One call that was answered with a fresh entry, and with what: for those who take samples. */
export interface TakenHit {
  readonly key: CacheKey;
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** As it is stored, before any postprocessing. Not to be changed: callers share it. */
  readonly value: unknown;
  /** When its load began. */
  readonly createdAt: EpochMilliseconds;
}

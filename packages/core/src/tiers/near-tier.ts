import type { Clock } from '../clock/clock.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { BulkRemovals } from './bulk-removals.js';
import type { NearSpans } from './near-life-span.js';
import type { NearTrust } from './near-trust.js';

/** What all namespaces of one tiered storage have in common. */
export interface NearTier {
  readonly near: CacheStorage;
  readonly far: CacheStorage;
  readonly removals: BulkRemovals;
  readonly trust: NearTrust;
  readonly spans: NearSpans;
  /** Tells apart what this storage has removed, and forgotten by itself, from what others have. */
  readonly origin: string;
  /** That trust is measured by. */
  readonly clock: Clock;
}

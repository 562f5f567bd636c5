import type { Awaitable } from '../awaitable.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Keyspace } from './keyspace.js';
import type { Permit } from './permit.js';

export type LeaseOutcome<V> =
  | { readonly kind: 'acquired'; readonly permit: Permit }
  | { readonly kind: 'found'; readonly entry: CacheEntry<V> }
  /** Another process loads; `released` settles when it is worth reading again. */
  | { readonly kind: 'held'; readonly released: Promise<void> }
  /** A write is under way: load, do not store. */
  | { readonly kind: 'quarantined' };

/** A keyspace in which one process at a time has the right to load a key. Found by the presence of `acquire`. */
export interface LeasingKeyspace<V> extends Keyspace<V> {
  acquire(key: CacheKey): Awaitable<LeaseOutcome<V>>;
  /** @returns false if the lease is lost: the load may go on, its result will be refused */
  extend(key: CacheKey, permit: Permit): Awaitable<boolean>;
  abandon(key: CacheKey, permit: Permit): Awaitable<void>;
}

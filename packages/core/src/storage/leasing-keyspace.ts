import type { Awaitable } from '../awaitable.js';
import type { Milliseconds } from '../clock/duration.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Keyspace } from './keyspace.js';
import type { Permit } from './permit.js';

/** What is known when a lease is asked for. All left out: the read before it was a miss. */
export interface LeaseRequest {
  /**
   * The very object that `get` answered and that the load is to replace: a refresh, or a load while an expired entry is
   * kept. It stays readable until the new entry is offered.
   */
  readonly standing?: CacheEntry<unknown> | undefined;
  /**
   * Takes the right to store from whoever has it (a refresh that a user asked for, `prime`): permits given out before
   * are void, what stands stays readable. The outcome is then `acquired` or `quarantined`, nothing else.
   */
  readonly supersede?: boolean | undefined;
  /** Tags known before the load begins. Those learnt later come with the entry; naming them here can save a load. */
  readonly tags?: readonly string[] | undefined;
}

export type LeaseOutcome<V> =
  /** The load may begin now, not earlier: from here on every invalidation anywhere makes the permit void. */
  | { readonly kind: 'acquired'; readonly permit: Permit }
  /** Somebody has stored meanwhile: an answer as of `get`, which may be stale or expired like any. */
  | { readonly kind: 'found'; readonly entry: CacheEntry<V> }
  /**
   * Another process loads. `released` never rejects and settles, at the latest when that lease would have run out, once
   * it is worth reading again: begin again with `get`. Who only wanted to refresh what still serves has nothing to do.
   */
  | { readonly kind: 'held'; readonly released: Promise<void> }
  /** A write is under way: load, do not store. */
  | { readonly kind: 'quarantined' };

/**
 * A keyspace in which one process at a time has the right to load a key. Found by the presence of `acquire`.
 *
 * One load, step by step: `get`; unless that answers well enough `acquire`; if `acquired`, run the loader, `extend` each
 * time half of `leaseFor` has passed, then exactly one of `offer(key, entry, permit)` and `abandon(key, permit)`.
 * Without a permit, `offer` writes over whatever stands, also where an invalidation has just removed it. So a load that
 * got no permit (the storage failed or was late, `quarantined`) is answered and not offered.
 *
 * A permit outlives its lease: who has lost the lease to time only (a frozen process, an eviction) is refused when
 * somebody else has taken it, and that costs a load, never correctness.
 */
export interface LeasingKeyspace<V> extends Keyspace<V> {
  /** How long a lease stands without `extend`, and so how long others wait for an owner that died. */
  readonly leaseFor: Milliseconds;
  /**
   * Asks for the right to load. An `acquired` outcome that comes after its caller has given up waiting is handed to
   * `abandon`; otherwise everybody waits for that lease to run out.
   *
   * @throws {StorageError} if the backend cannot be reached
   */
  acquire(key: CacheKey, request?: LeaseRequest): Awaitable<LeaseOutcome<V>>;
  /**
   * Keeps the lease for another `leaseFor`.
   *
   * @returns false if the permit is void: the load may go on, its result will be refused
   * @throws {StorageError} if the backend cannot be reached; the permit may still be good
   */
  extend(key: CacheKey, permit: Permit): Awaitable<boolean>;
  /** Gives the lease back without a result, so that whoever waits can take it. Does nothing if the permit is void. */
  abandon(key: CacheKey, permit: Permit): Awaitable<void>;
}

import type { Awaitable } from '../awaitable.js';
import type { Clock } from '../clock/clock.js';
import type { CacheEntry, TrackedEntry } from '../entry/cache-entry.js';
import type { StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import type { EntryCheck } from '../schema/entry-check.js';
import type { Permit } from './permit.js';
import type { RemovalReason } from './removal-reason.js';
import type { TierDescription } from './tier-description.js';

/** What the line gives a keyspace: time, and two ears. */
export interface KeyspaceContext {
  readonly clock: Clock;
  /** For failures that no caller of a method here can be told of. */
  readonly report: (error: StorageError) => void;
  /** The storage dropped an entry by itself (its own bound, expiry); called after its state is consistent. */
  readonly removed: (key: CacheKey, reason: RemovalReason) => void;
  /** The storage took an entry in by itself, such as into a near tier: from now on it counts towards the function's bound. */
  readonly taken?: ((key: CacheKey, entry: TrackedEntry) => void) | undefined;
  /**
   * Says, at any moment, whether what comes from outside this process is to be looked at before it is used. For a storage
   * that keeps in memory what another one answers; all others need not know of it.
   */
  readonly check?: EntryCheck | undefined;
  /**
   * Nobody else can name this namespace: a storage of one process forgets what it holds as soon as the keyspace is
   * unreachable, so that a function, or a method's object, takes its entries along.
   */
  readonly private?: boolean | undefined;
  /** Who opens a private keyspace keeps track of tags by itself: the storage has none to remember. */
  readonly judgesTags?: boolean | undefined;
  /**
   * Whose doing it is what is removed through this keyspace. A storage with a log writes it into its messages, so that a
   * tier in front of it, which has forgotten already, does not forget twice.
   */
  readonly origin?: string | undefined;
}

/**
 * - `stored`: the entry stands, and the permit was good until then.
 * - `refused`: the permit is void. Only the caller that began the load may get the value: whoever joined it may have
 *   called after the invalidation that voided it.
 * - `not-stored`: the permit was good until now, so whoever waits may be served, but the storage cannot hold the value
 *   (the serde cannot carry it, it is larger than the limit); why has been reported. The lease is given back.
 */
export type OfferOutcome = 'stored' | 'refused' | 'not-stored';

/** One function's share of a storage. Each method answers synchronously where the backend can. */
export interface Keyspace<V> {
  /**
   * Says that `get` answers with the very object that `offer` was given, for as long as it stands. The line then keeps
   * its own marks on the entry, which is what makes a hit fast. Leave it out where entries are copied or serialized.
   */
  readonly keepsOfferedEntry?: true | undefined;
  /** How many entries it holds, where that is known without asking a backend. */
  readonly size?: number | undefined;
  /**
   * Says that `context.removed` is told of all that leaves but by a method of this very keyspace: what expires, and what
   * another one takes out who has the namespace open. Then a key is known to be new where `size` has grown by its offer,
   * and the eviction strategy need not look it up. Leave it out in case of doubt: nothing else depends on it.
   */
  readonly tellsRemovals?: true | undefined;
  /**
   * Reads one entry, also one that is expired but kept. Its instants are those of the context's clock: what is left of
   * its lifetime, wherever it was loaded.
   *
   * @returns the entry, or `undefined` on a miss; synchronously where the storage can
   * @throws {StorageError} if the backend cannot be reached; a miss is not an error
   */
  get(key: CacheKey): Awaitable<CacheEntry<V> | undefined>;
  /**
   * Stores an entry in place of whatever stands, unless the permit has become void.
   *
   * @throws {StorageError} if it is not known whether the entry was stored
   */
  offer(key: CacheKey, entry: CacheEntry<V>, permit?: Permit): Awaitable<OfferOutcome>;
  /** I no longer need it. A storage shared with other processes keeps it for them. */
  release(key: CacheKey): Awaitable<'released' | 'kept'>;
  /** Nobody may be served it any more. Every permit for the key is void. */
  invalidate(key: CacheKey): Awaitable<void>;
  /** Only a fallback from now on: `staleAt` and `expiresAt` become now, `keepUntil` stays. Every permit for the key is void. */
  expire(key: CacheKey): Awaitable<void>;
  /** `invalidate` for the whole namespace, O(1) where the backend allows. */
  clear(): Awaitable<void>;
  /** As `get`, for who only looks: it counts as no use, and drops and marks nothing. Left out where `get` does that. */
  peek?(key: CacheKey): Awaitable<CacheEntry<V> | undefined>;
  /**
   * Says what stands for a key, tier by tier from the nearest on, and why `get` would answer with it or not. Leaves no
   * trace: no use, no lease, no control key made. Left out, `explain` tells what `peek` or `get` answers.
   *
   * @throws {StorageError} if the backend cannot be reached
   */
  describe?(key: CacheKey): Awaitable<readonly TierDescription[]>;
}

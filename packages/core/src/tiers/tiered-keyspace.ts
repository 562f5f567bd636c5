import { type Awaitable, isThenable } from '../awaitable.js';
import { EPOCH_BASE, type OffsetClock, offsetClockOf } from '../clock/coarse-clock.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import { ignore } from '../flight/deferred.js';
import type { CacheKey } from '../key/cache-key.js';
import { checkedKeyspace } from '../schema/checked-keyspace.js';
import type { EntryCheck } from '../schema/entry-check.js';
import type { Keyspace, KeyspaceContext, OfferOutcome } from '../storage/keyspace.js';
import type { Permit } from '../storage/permit.js';
import type { BulkRemovals } from './bulk-removals.js';
import type { Fill } from './fills.js';
import { NearEntry } from './near-entry.js';
import type { NearKeyspace } from './near-keyspace.js';
import type { NearNamespace, TierOpener } from './near-namespace.js';
import type { NearTrust } from './near-trust.js';

/**
 * One opener's view of both tiers. Whatever the far tier answers comes into the near one under a fence: unless something
 * happened to the key since the command was sent.
 */
export class TieredKeyspace<V> implements NearKeyspace<V> {
  readonly #near: Keyspace<V>;
  readonly #trust: NearTrust;
  readonly #removals: BulkRemovals;
  readonly #clock: OffsetClock;
  readonly #opener: TierOpener;
  #checkedBy: EntryCheck | undefined = undefined;
  #checked: Keyspace<V> | undefined = undefined;

  constructor(
    protected readonly namespace: NearNamespace<V>,
    context: KeyspaceContext,
  ) {
    const { trust, removals } = namespace.tier;
    this.#near = namespace.near;
    this.#trust = trust;
    this.#removals = removals;
    this.#clock = offsetClockOf(context.clock);
    this.#opener = { context };
    namespace.addOpener(this.#opener);
  }

  getNear(key: CacheKey, now: number): NearEntry<V> | undefined {
    const entry = this.#near.get(key);
    if (entry === undefined) return undefined;
    if (
      entry instanceof NearEntry &&
      entry.checkedAt >= this.#removals.last &&
      now < entry.freshUntil &&
      this.#trust.credit-- > 0
    ) {
      return entry;
    }
    return this.#judge(key, now);
  }

  get(key: CacheKey): Awaitable<CacheEntry<V> | undefined> {
    const now = this.#clock.offset();
    const entry = this.getNear(key, now);
    return entry === undefined || entry.isExpiredAt(now) ? this.getFar(key) : entry;
  }

  getFar(key: CacheKey): Awaitable<CacheEntry<V> | undefined> {
    return this.filling(key, () => this.far.get(key), identity);
  }

  offer(key: CacheKey, entry: CacheEntry<V>, permit?: Permit): Awaitable<OfferOutcome> {
    return this.filling(
      key,
      () => this.namespace.far.offer(key, entry, permit),
      (outcome) => (outcome === 'stored' ? entry : undefined),
      true,
    );
  }

  release(key: CacheKey): Awaitable<'released' | 'kept'> {
    this.#near.release(key);
    if (!this.namespace.tier.far.shared) this.namespace.fills.fence(key);
    return this.namespace.tier.far.shared ? 'kept' : this.namespace.far.release(key);
  }

  invalidate(key: CacheKey): Awaitable<void> {
    const forget = () => this.namespace.forget(key, 'invalidated', this.#opener);
    forget();
    return ending(() => this.namespace.far.invalidate(key), forget);
  }

  expire(key: CacheKey): Awaitable<void> {
    const forget = () => this.namespace.forget(key, 'expired');
    forget();
    return ending(() => this.namespace.far.expire(key), forget);
  }

  clear(): Awaitable<void> {
    this.namespace.clear();
    return ending(
      () => this.namespace.far.clear(),
      () => this.namespace.clear(),
    );
  }

  /** The far tier; where the function has a schema, as far as it fits. */
  protected get far(): Keyspace<V> {
    const { check } = this.#opener.context;
    if (check === undefined) return this.namespace.far;
    if (this.#checkedBy !== check) this.#checked = checkedKeyspace(this.namespace.far, check);
    this.#checkedBy = check;
    return this.#checked!;
  }

  /** Sends a command whose answer may come into the near tier. */
  protected filling<T>(
    key: CacheKey,
    command: () => Awaitable<T>,
    entryIn: (answer: T) => CacheEntry<V> | undefined,
    isWrite = false,
  ): Awaitable<T> {
    const fill = this.namespace.fills.begin(key, this.namespace.tier.monotonic());
    const fail = (error: unknown): never => {
      this.#land(fill, undefined, isWrite);
      throw error;
    };
    const land = (answer: T): T => {
      this.#land(fill, entryIn(answer), isWrite);
      return answer;
    };
    let answer: Awaitable<T>;
    try {
      answer = command();
    } catch (error) {
      return fail(error);
    }
    return isThenable(answer) ? Promise.resolve(answer).then(land, fail) : land(answer);
  }

  #land(fill: Fill, entry: CacheEntry<V> | undefined, isWrite: boolean): void {
    const { namespace } = this;
    const { key } = fill;
    if (namespace.fills.end(fill, isWrite) && entry !== undefined) this.#take(fill, entry, isWrite);
    // Whether it stands in the far tier or something else does: what stands here may be older than either.
    else if (isWrite) namespace.forget(key);
  }

  #take(fill: Fill, entry: CacheEntry<V>, isWrite: boolean): void {
    const { updateAfter, expireAfter } = this.namespace.tier.spans;
    const now = this.#clock.offset();
    if (now + EPOCH_BASE >= entry.expiresAt) return;
    const arrived = new NearEntry<V>(entry, {
      sequence: fill.sequence,
      askedAt: fill.askedAt,
      freshUntil: now + Math.min(updateAfter, expireAfter),
      nearUntil: now + expireAfter,
      original: isWrite ? undefined : entry,
    });
    if (this.#near.offer(fill.key, arrived) === 'stored') this.#opener.context.taken?.(fill.key, arrived);
  }

  /** What a hit pays only if something has happened since its last look. */
  #judge(key: CacheKey, now: number): NearEntry<V> | undefined {
    const entry = this.namespace.standing(key);
    if (entry === undefined || !this.#trust.holds(entry.askedAt)) return undefined;
    if (now >= entry.nearUntil) return undefined;
    if (now >= entry.freshUntil) this.#readAgain(key, entry);
    return entry;
  }

  /** Behind the scenes, once for each entry. */
  #readAgain(key: CacheKey, entry: NearEntry<V>): void {
    entry.freshUntil = entry.nearUntil;
    try {
      const answer = this.getFar(key);
      if (isThenable(answer)) answer.then(ignore, ignore); // what fails here fails again where somebody waits for it
    } catch {
      // as above
    }
  }
}

/** Does something after a command, whichever way that ends. */
function ending(command: () => Awaitable<void>, end: () => void): Awaitable<void> {
  let answer: Awaitable<void>;
  try {
    answer = command();
  } catch (error) {
    end();
    throw error;
  }
  if (isThenable(answer)) return Promise.resolve(answer).finally(end);
  end();
}

function identity<T>(value: T): T {
  return value;
}

import { type Awaitable, isThenable } from '../awaitable.js';
import { EPOCH_BASE, type OffsetClock, offsetClockOf } from '../clock/coarse-clock.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import { ignore } from '../flight/deferred.js';
import type { CacheKey } from '../key/cache-key.js';
import { checkedKeyspace } from '../schema/checked-keyspace.js';
import type { EntryCheck } from '../schema/entry-check.js';
import { after } from '../storage/after.js';
import { describeKeyspace } from '../storage/describe-keyspace.js';
import type { Keyspace, KeyspaceContext, OfferOutcome } from '../storage/keyspace.js';
import type { Permit } from '../storage/permit.js';
import { type ShowingKeyspace, showingKeyspace } from '../storage/showing-keyspace.js';
import type { TierDescription } from '../storage/tier-description.js';
import type { BulkRemovals } from './bulk-removals.js';
import { describeNear } from './describe-near.js';
import type { Fill, Landing } from './fills.js';
import { NEVER, NearEntry } from './near-entry.js';
import type { NearKeyspace } from './near-keyspace.js';
import type { NearNamespace, TierOpener } from './near-namespace.js';
import type { NearTrust } from './near-trust.js';

/**
 * One opener's view of both tiers. Whatever the far tier answers comes into the near one under a fence: unless something
 * happened to the key since the command was sent.
 */
export class TieredKeyspace<V> implements NearKeyspace<V>, Landing {
  readonly #near: Keyspace<V>;
  readonly #trust: NearTrust;
  readonly #removals: BulkRemovals;
  readonly #clock: OffsetClock;
  readonly #opener: TierOpener;
  readonly #showing: ShowingKeyspace<V> | undefined;
  #checkedBy: EntryCheck | undefined = undefined;
  #checked: Keyspace<V> | undefined = undefined;

  constructor(
    protected readonly namespace: NearNamespace<V>,
    protected readonly context: KeyspaceContext,
    private readonly isFilling = true,
  ) {
    const { trust, removals } = namespace.tier;
    this.#near = namespace.near;
    this.#trust = trust;
    this.#removals = removals;
    this.#clock = offsetClockOf(context.clock);
    this.#opener = { context };
    this.#showing = showingKeyspace(namespace.far);
    if (isFilling) namespace.addOpener(this.#opener);
  }

  getNear(key: CacheKey, now: number): NearEntry<V> | undefined {
    // Who else may have offered something there has given it no such marks: it does not pass.
    const entry = this.#near.get(key) as NearEntry<V> | undefined;
    if (entry === undefined) return undefined;
    const isGood = entry.checkedAt >= this.#removals.last && now < entry.freshUntil;
    const trust = this.#trust;
    return isGood && (trust.credit-- > 0 || trust.holds(entry.askedAt)) ? entry : this.#judge(key, now);
  }

  get(key: CacheKey): Awaitable<CacheEntry<V> | undefined> {
    const now = this.#clock.offset();
    const entry = this.getNear(key, now);
    return entry === undefined || entry.isExpiredAt(now) ? this.getFar(key) : entry;
  }

  forgetNear(): void {
    this.namespace.forgetAll();
  }

  getFar(key: CacheKey): Awaitable<CacheEntry<V> | undefined> {
    const { far } = this;
    const showing = far === this.#showing ? this.#showing : undefined;
    if (showing === undefined) return this.filling(key, () => far.get(key), foundBy);
    const fill = this.#begin(key);
    try {
      return showing.getShown(key, fill);
    } catch (error) {
      fill.failed();
      throw error;
    }
  }

  pastNear(): NearKeyspace<V> {
    return new TieredKeyspace(this.namespace, this.context, false);
  }

  offer(key: CacheKey, entry: CacheEntry<V>, permit?: Permit): Awaitable<OfferOutcome> {
    const written = (fill: Fill, outcome: OfferOutcome | undefined) => {
      const isKnown = this.namespace.fills.end(fill, true) && outcome === 'stored';
      // Otherwise the far tier holds this, or something else: what stands here may be older than either.
      if (!isKnown || this.#take(fill, entry, undefined) === undefined) this.namespace.forget(key);
      return outcome;
    };
    return this.filling(key, () => this.namespace.far.offer(key, entry, permit), written);
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

  describe(key: CacheKey): Awaitable<readonly TierDescription[]> {
    return after(describeKeyspace(this.namespace.far, key, 'far'), (far) => [this.describeNear(key), ...far]);
  }

  describeNear(key: CacheKey): TierDescription {
    return describeNear(this.namespace, key, this.#clock.offset());
  }

  /** The far tier; where the function has a schema, as far as it fits. */
  protected get far(): Keyspace<V> {
    const { check } = this.#opener.context;
    if (check === undefined) return this.namespace.far;
    if (this.#checkedBy !== check) this.#checked = checkedKeyspace(this.namespace.far, check);
    this.#checkedBy = check;
    return this.#checked!;
  }

  /**
   * Sends a command whose answer may come into the near tier.
   *
   * @param land is given `undefined` where the command failed; what it returns is the answer
   */
  protected filling<T>(
    key: CacheKey,
    command: () => Awaitable<T>,
    land: (fill: Fill, answer: T | undefined) => T | undefined,
  ): Awaitable<T> {
    const fill = this.#begin(key);
    const fail = (error: unknown): never => {
      land(fill, undefined);
      throw error;
    };
    let answer: Awaitable<T>;
    try {
      answer = command();
    } catch (error) {
      return fail(error);
    }
    return isThenable(answer) ? answer.then((late) => land(fill, late) as T, fail) : (land(fill, answer) as T);
  }

  landed(fill: Fill, entry: CacheEntry<V> | undefined): NearEntry<V> | undefined {
    return this.namespace.fills.end(fill, false) && entry !== undefined ? this.#take(fill, entry, entry) : undefined;
  }

  #begin(key: CacheKey): Fill {
    const { fills, tier } = this.namespace;
    return fills.begin(key, tier.trust.proof === 'age' ? tier.clock.monotonic() : 0, this);
  }

  #take(fill: Fill, entry: CacheEntry<V>, original: CacheEntry<V> | undefined): NearEntry<V> | undefined {
    if (!this.isFilling) return undefined;
    const { updateAfter, expireAfter } = this.namespace.tier.spans;
    const now = this.#clock.offset();
    if (now + EPOCH_BASE >= entry.expiresAt) return undefined;
    const freshUntil = Math.min(now + Math.min(updateAfter, expireAfter), NEVER);
    const nearUntil = Math.min(now + expireAfter, NEVER);
    const arrived = new NearEntry<V>(entry, fill, freshUntil, nearUntil, original);
    if (this.#near.offer(fill.key, arrived) !== 'stored') return undefined;
    this.#opener.context.taken?.(fill.key, arrived);
    return arrived;
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

function foundBy<V>(fill: Fill, entry: CacheEntry<V> | undefined): CacheEntry<V> | undefined {
  return fill.found(entry);
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

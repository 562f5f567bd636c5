import { isThenable } from '../awaitable.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import { ConfigurationError } from '../errors.js';
import { ignore } from '../flight/deferred.js';
import type { CacheKey } from '../key/cache-key.js';
import { lookAt } from '../storage/describe-keyspace.js';
import type { Keyspace, KeyspaceContext } from '../storage/keyspace.js';
import type { RemovalReason } from '../storage/removal-reason.js';
import { WeakList } from '../weak-list.js';
import { Fills } from './fills.js';
import { NearEntry } from './near-entry.js';
import type { NearTier } from './near-tier.js';

/** Whoever opened a namespace: held by the keyspace it was given, and by nothing else. */
export interface TierOpener {
  readonly context: KeyspaceContext;
}

/** What both tiers hold for one namespace, whoever opened it, and what comes and goes between them. */
export class NearNamespace<V> {
  readonly fills = new Fills();
  readonly near: Keyspace<V>;
  readonly far: Keyspace<V>;
  #clearedAt = 0;
  readonly #openers = new WeakList<TierOpener>();

  /** @throws {ConfigurationError} if the near storage cannot hold entries as they are */
  constructor(
    readonly tier: NearTier,
    namespace: string,
    context: KeyspaceContext,
  ) {
    const { clock } = context;
    const report: KeyspaceContext['report'] = (error) => this.#first()?.context.report(error);
    this.near = tier.near.keyspace<V>(namespace, {
      clock,
      report,
      removed: (key, reason) => this.tell(key, reason),
      private: true,
      judgesTags: true,
    });
    if (this.near.keepsOfferedEntry !== true) {
      throw new ConfigurationError(
        'the near tier answers at once, with the very entry it was offered, such as MemoryStorage does',
        tier.near,
      );
    }
    this.far = tier.far.keyspace<V>(namespace, {
      clock,
      report,
      // Others may use the far storage without this tier; what it gives up for want of room may stay here.
      removed: (key, reason) => reason !== 'evicted' && this.forget(key, reason),
      private: context.private,
      origin: tier.origin,
    });
  }

  addOpener(opener: TierOpener): void {
    this.#openers.add(opener);
  }

  /** Tells all but the one whose own doing it is. */
  tell(key: CacheKey, reason: RemovalReason, doer?: TierOpener): void {
    const { only } = this.#openers;
    if (only !== undefined) {
      if (only !== doer) only.context.removed(key, reason);
      return;
    }
    for (const opener of this.#openers) if (opener !== doer) opener.context.removed(key, reason);
  }

  /** What stands in the near tier, unless it was removed since. It may still be too old to be relied on. */
  standing(key: CacheKey): NearEntry<V> | undefined {
    const entry = this.near.get(key) as CacheEntry<V> | undefined;
    if (entry === undefined) return undefined;
    if (!(entry instanceof NearEntry)) return undefined; // offered by whoever uses the near storage for itself
    const { removals } = this.tier;
    if (entry.checkedAt >= removals.last) return entry;
    if (this.#clearedAt > entry.checkedAt || removals.concern(entry.tags, entry.checkedAt)) {
      this.#drop(key, 'invalidated');
      return undefined;
    }
    entry.checkedAt = removals.last;
    return entry;
  }

  /** As `standing`, for who only looks. @returns what is there, and whether it was removed since it came */
  look(key: CacheKey): { readonly entry: NearEntry<V>; readonly isRemoved: boolean } | undefined {
    const entry = lookAt(this.near, key) as CacheEntry<V> | undefined;
    if (!(entry instanceof NearEntry)) return undefined;
    const { checkedAt, tags } = entry;
    return { entry, isRemoved: this.#clearedAt > checkedAt || this.tier.removals.concern(tags, checkedAt) };
  }

  /** Takes it out of the near tier, and keeps out what is on its way there. */
  forget(key: CacheKey, reason: RemovalReason = 'invalidated', doer?: TierOpener): void {
    this.fills.fence(key);
    if (this.near.get(key) !== undefined) this.#drop(key, reason, doer);
  }

  /** Everything, at a cost that does not depend on how much that is. What is dropped is told of as it is met. */
  forgetAll(): void {
    this.#clearedAt = this.tier.removals.clear();
  }

  /** For one who has told everybody already. */
  clear(): void {
    this.forgetAll();
    const answer = this.near.clear();
    if (isThenable(answer)) answer.then(ignore, ignore);
  }

  #drop(key: CacheKey, reason: RemovalReason, doer?: TierOpener): void {
    this.near.invalidate(key);
    this.tell(key, reason, doer);
  }

  #first(): TierOpener | undefined {
    for (const opener of this.#openers) return opener;
    return undefined;
  }
}

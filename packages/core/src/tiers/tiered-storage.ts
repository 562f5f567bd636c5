import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.js';
import { type Duration, type Milliseconds, toMilliseconds } from '../clock/duration.js';
import { systemClock } from '../clock/system-clock.js';
import type { LifeSpan } from '../entry/life-span.js';
import { ConfigurationError, type StorageError } from '../errors.js';
import { fenceTags, TagFences, type TagFront } from '../flight/tag-fences.js';
import type { FollowOptions, LogSubscription } from '../invalidation/invalidation-log.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { Keyspace, KeyspaceContext } from '../storage/keyspace.js';
import type { LoggedStorage } from '../storage/logged-storage.js';
import type { QuarantineTarget, QuarantiningStorage } from '../storage/quarantining-storage.js';
import type { SpreadingStorage } from '../storage/spreading-storage.js';
import { type LogFacts, type StorageFacts, storageFacts, type TellingStorage } from '../storage/storage-facts.js';
import type { TaggingStorage } from '../storage/tagging-storage.js';
import { WeakValues } from '../storage/weak-values.js';
import { BulkRemovals } from './bulk-removals.js';
import { type Consistency, logOf, waitsForNodes } from './far-log.js';
import { LeasingTieredKeyspace } from './leasing-tiered-keyspace.js';
import { nearSpansOf } from './near-life-span.js';
import { NearNamespace } from './near-namespace.js';
import type { NearTier } from './near-tier.js';
import { NearTrust, type Proof } from './near-trust.js';
import { TierFollower } from './tier-follower.js';
import { isQuarantining, tierQuarantine } from './tier-quarantine.js';
import { TieredKeyspace } from './tiered-keyspace.js';

export interface TieredStorageOptions {
  /**
   * The longest time for which this process may serve from the near tier what another one has removed, whatever is lost
   * on the way; by its own monotonic clock. Usually it is the time that a message takes.
   *
   * @default '2s'
   */
  readonly maxStaleness?: Duration | undefined;
  /**
   * How long the near tier relies on what it has read, never longer than the entry lives: past `updateAfter` it reads
   * again behind the scenes, past `expireAfter` while the caller waits.
   *
   * @default as long as the entry lives
   */
  readonly nearLifeSpan?: LifeSpan | undefined;
  /**
   * When a removal resolves. `far`: when the far tier has it, and other processes are being told. `nodes`: when besides no
   * process answers with what was removed any more. Each that keeps copies has said that it has dropped them, or has said nothing
   * for so long that it does not rely on them: a process that stands still makes removals wait for up to `maxStaleness`, the
   * longest that any process has. Set it in all of them: every hit of a storage that has it looks at the time, so that a process
   * which stood still does not answer even in the middle of a turn.
   *
   * @default 'far'
   */
  readonly consistency?: Consistency | undefined;
}

const DEFAULT_MAX_STALENESS = '2s';
/** So that one late proof does not end the trust yet. */
const PROOFS_PER_STALENESS = 3;

/**
 * A storage of this process in front of one that processes share. A hit in the near tier is answered at once and sends no
 * command. What others remove is told by the far storage's log; without a log, what was read more than `maxStaleness` ago
 * is read again. Closes both tiers when it is closed.
 */
export class TieredStorage implements TaggingStorage, TellingStorage, Partial<SpreadingStorage> {
  readonly shared: boolean;
  readonly boundsItself: boolean;
  readonly #near: CacheStorage;
  readonly #far: CacheStorage & Partial<LoggedStorage>;
  readonly #maxStaleness: Milliseconds;
  readonly #spans;
  readonly #waitsForNodes: boolean;
  readonly #namespaces = new WeakValues<NearNamespace<any>>();
  /** Where the far storage can. */
  readonly quarantine?: QuarantiningStorage['quarantine'];
  readonly extend?: QuarantiningStorage['extend'];
  readonly confirm?: QuarantiningStorage['confirm'];
  /** Where removals wait for other processes. */
  readonly spread?: SpreadingStorage['spread'];
  readonly tagsAtOnce?: SpreadingStorage['tagsAtOnce'];
  /** Held here: who removes tags from the far storage itself, in this process, is heard at once. */
  readonly #front: TagFront = { forgetTags: (tags, reason) => this.#forgetTags(tags, reason) };
  #tier: NearTier | undefined = undefined;
  #follower: TierFollower | undefined = undefined;
  #subscription: LogSubscription | undefined = undefined;
  #isClosed = false;
  #report: (error: StorageError) => void = () => undefined;

  /**
   * @param near answers at once and keeps entries as they are, such as `MemoryStorage`
   * @throws {ConfigurationError} if a setting cannot hold
   */
  constructor(near: CacheStorage, far: CacheStorage, options: TieredStorageOptions = {}) {
    if (near.shared) throw new ConfigurationError('the near tier is a storage of this process alone', near);
    this.#near = near;
    this.#far = far;
    this.#maxStaleness = toMilliseconds('maxStaleness', options.maxStaleness ?? DEFAULT_MAX_STALENESS);
    this.#spans = nearSpansOf(options.nearLifeSpan ?? {});
    this.shared = far.shared;
    this.boundsItself = near.boundsItself === true;
    this.#waitsForNodes = waitsForNodes(options.consistency ?? 'far', far);
    TagFences.of(far).addFront(this.#front);
    // Capabilities are found by presence: what the far storage cannot do, the two together cannot either.
    if (!hasTags(far)) Object.assign(this, { invalidateTags: undefined, expireTags: undefined });
    if (this.#waitsForNodes) {
      const tagsAtOnce: SpreadingStorage['tagsAtOnce'] = {
        invalidateTags: (tags) => this.#removeTags('invalidateTags', 'fenced', tags),
        expireTags: (tags) => this.#removeTags('expireTags', 'expired', tags),
      };
      Object.assign(this, { spread: () => this.#spread(), tagsAtOnce });
    }
    if (isQuarantining(far)) {
      Object.assign(
        this,
        tierQuarantine(
          far,
          (target) => this.#forget(target),
          () => this.#tier?.origin,
        ),
      );
    }
  }

  keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
    this.#report = context.report;
    const tier = this.#tierOn(context.clock);
    const open = () => new NearNamespace<V>(tier, namespace, context);
    const opened = context.private ? open() : this.#namespaces.getOrInsertComputed(namespace, open);
    return 'acquire' in opened.far
      ? new LeasingTieredKeyspace<V>(opened, context)
      : new TieredKeyspace<V>(opened, context);
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    await this.#removeTags('invalidateTags', 'fenced', tags);
    await this.spread?.();
  }

  async expireTags(tags: readonly string[]): Promise<void> {
    await this.#removeTags('expireTags', 'expired', tags);
    await this.spread?.();
  }

  facts(): StorageFacts {
    return {
      name: this.constructor.name,
      tiers: [storageFacts(this.#near), storageFacts(this.#far)],
      log: this.#logFacts(),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#subscription !== undefined) {
      this.#tier?.trust.end();
      this.#subscription.close();
      this.#subscription = undefined;
    }
    await Promise.all([this.#near.close?.(), this.#far.close?.()]);
  }

  async #removeTags(
    command: 'invalidateTags' | 'expireTags',
    reason: 'fenced' | 'expired',
    tags: readonly string[],
  ): Promise<void> {
    const forget = () => this.#forgetTags(tags, reason);
    forget();
    try {
      await this.#far[command]!(tags, this.#tier?.origin);
    } finally {
      forget();
    }
  }

  #spread(): Promise<void> {
    return logOf(this.#far)!.spread!(this.#followOptions(this.#tier?.clock ?? systemClock));
  }

  #forgetTags(tags: readonly string[], reason: 'fenced' | 'expired'): void {
    fenceTags(this, tags, reason);
    this.#tier?.removals.removeTags(tags);
  }

  #forget(target: QuarantineTarget): void {
    if (target.kind === 'tag') this.#forgetTags([target.tag], 'fenced');
    else this.#namespaces.get(target.namespace)?.forget(target.key);
  }

  #logFacts(): LogFacts | undefined {
    if (this.#tier === undefined || this.#follower === undefined) return undefined;
    const { lag, maxStaleness } = this.#tier.trust;
    return {
      isTrusted: lag < maxStaleness,
      lag,
      maxStaleness,
      position: this.#subscription?.position,
      gaps: this.#follower.gaps,
    };
  }

  /** One for all functions: trust is measured by the clock of the first of them. */
  #tierOn(clock: Clock): NearTier {
    if (this.#tier !== undefined) return this.#tier;
    const log = logOf(this.#far);
    const unlogged: Proof = this.#far.shared ? 'age' : 'own';
    const tier: NearTier = {
      near: this.#near,
      far: this.#far,
      removals: new BulkRemovals(),
      trust: new NearTrust(log === undefined ? unlogged : 'log', clock, this.#maxStaleness, this.#waitsForNodes),
      spans: this.#spans,
      origin: randomUUID(),
      clock,
    };
    this.#tier = tier;
    if (log !== undefined && !this.#isClosed) {
      this.#follower = new TierFollower({
        tier,
        namespace: (name) => this.#namespaces.get(name),
        fenceTags: (tags) => fenceTags(this, tags),
        report: (error) => this.#report(error),
      });
      this.#subscription = log.follow(this.#follower, this.#followOptions(clock));
    }
    return tier;
  }

  #followOptions(clock: Clock): FollowOptions {
    return { clock, proveEvery: this.#maxStaleness / PROOFS_PER_STALENESS, reliesFor: this.#maxStaleness };
  }
}

function hasTags(storage: CacheStorage): boolean {
  return typeof (storage as Partial<TaggingStorage>).invalidateTags === 'function';
}

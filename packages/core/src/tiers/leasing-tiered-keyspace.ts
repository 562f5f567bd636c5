import type { Awaitable } from '../awaitable.js';
import type { Milliseconds } from '../clock/duration.js';
import type { CacheKey } from '../key/cache-key.js';
import type { KeyspaceContext } from '../storage/keyspace.js';
import type { LeaseOutcome, LeaseRequest, LeasingKeyspace } from '../storage/leasing-keyspace.js';
import type { Permit } from '../storage/permit.js';
import { NearEntry } from './near-entry.js';
import type { NearKeyspace } from './near-keyspace.js';
import type { NearNamespace } from './near-namespace.js';
import { TieredKeyspace } from './tiered-keyspace.js';

/** Over a far tier that gives leases. */
export class LeasingTieredKeyspace<V> extends TieredKeyspace<V> implements LeasingKeyspace<V> {
  readonly leaseFor: Milliseconds;
  readonly #far: LeasingKeyspace<V>;

  constructor(namespace: NearNamespace<V>, context: KeyspaceContext, isFilling = true) {
    super(namespace, context, isFilling);
    this.#far = namespace.far as LeasingKeyspace<V>;
    this.leaseFor = this.#far.leaseFor;
  }

  override pastNear(): NearKeyspace<V> {
    return new LeasingTieredKeyspace(this.namespace, this.context, false);
  }

  acquire(key: CacheKey, request: LeaseRequest = {}): Awaitable<LeaseOutcome<V>> {
    const { standing } = request;
    // The far tier knows its own objects only. Without one it answers with what stands there, and is asked again.
    const asked = standing instanceof NearEntry ? { ...request, standing: standing.original } : request;
    return this.filling(
      key,
      () => (this.far as LeasingKeyspace<V>).acquire(key, asked),
      (fill, outcome) => {
        this.landed(fill, outcome?.kind === 'found' ? outcome.entry : undefined);
        return outcome;
      },
    );
  }

  extend(key: CacheKey, permit: Permit): Awaitable<boolean> {
    return this.#far.extend(key, permit);
  }

  abandon(key: CacheKey, permit: Permit): Awaitable<void> {
    return this.#far.abandon(key, permit);
  }
}

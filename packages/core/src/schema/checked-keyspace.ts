import type { Awaitable } from '../awaitable.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import { after } from '../storage/after.js';
import type { BulkKeyspace } from '../storage/bulk-keyspace.js';
import type { Keyspace } from '../storage/keyspace.js';
import type { LeaseOutcome, LeaseRequest, LeasingKeyspace } from '../storage/leasing-keyspace.js';
import type { EntryCheck } from './entry-check.js';

/** Each attempt after the first has met something that another process put there in between. */
const MOST_ATTEMPTS = 3;

/**
 * The same keyspace, whose entries are looked at before anybody uses them. Whatever else it can do it still can: that is
 * why it stands in front of the keyspace as a proxy and not as one more implementation.
 */
export function checkedKeyspace<V>(inner: Keyspace<V>, check: EntryCheck): Keyspace<V> {
  const own = new Map<PropertyKey, unknown>(Object.entries(new CheckedReads(inner, check).methods()));
  own.set('getShown', undefined); // an onlooker would see what nobody has looked at yet
  return new Proxy(inner, {
    get(target, name) {
      if (own.has(name)) return own.get(name);
      const part: unknown = Reflect.get(target, name, target);
      if (typeof part !== 'function') return part;
      const bound = part.bind(target);
      own.set(name, bound);
      return bound;
    },
  });
}

class CheckedReads<V> {
  /** What a lease has to be asked for with, where the check made another entry of it. */
  readonly #originals = new WeakMap<CacheEntry<unknown>, CacheEntry<V>>();

  constructor(
    private readonly inner: Keyspace<V>,
    private readonly check: EntryCheck,
  ) {}

  methods(): Partial<LeasingKeyspace<V> & BulkKeyspace<V>> {
    const { inner } = this;
    const { getMany, acquire } = inner as Partial<LeasingKeyspace<V> & BulkKeyspace<V>>;
    return {
      get: (key) => after(inner.get(key), (found) => this.#checked(key, found)),
      ...(getMany && { getMany: (keys) => this.#getMany(inner as BulkKeyspace<V>, keys) }),
      ...(acquire && { acquire: (key, request) => this.#acquire(inner as LeasingKeyspace<V>, key, request) }),
    };
  }

  #checked(key: CacheKey, found: CacheEntry<V> | undefined): Awaitable<CacheEntry<V> | undefined> {
    if (found === undefined) return undefined;
    return after(this.check(key, found), (entry) => {
      if (entry !== undefined && entry !== found) this.#originals.set(entry, found);
      return entry;
    });
  }

  #getMany(inner: BulkKeyspace<V>, keys: readonly CacheKey[]): Awaitable<ReadonlyArray<CacheEntry<V> | undefined>> {
    return after(inner.getMany(keys), (found) => Promise.all(keys.map((key, at) => this.#checked(key, found[at]))));
  }

  async #acquire(
    inner: LeasingKeyspace<V>,
    key: CacheKey,
    { standing, ...request }: LeaseRequest = {},
  ): Promise<LeaseOutcome<V>> {
    let known = standing && (this.#originals.get(standing) ?? standing);
    for (let attempt = 1; ; attempt++) {
      const outcome = await inner.acquire(key, known === undefined ? request : { ...request, standing: known });
      if (outcome.kind !== 'found') return outcome;
      const entry = await this.#checked(key, outcome.entry);
      if (entry !== undefined) return { kind: 'found', entry };
      // As good as a miss; whoever loads has to take it over.
      if (attempt === MOST_ATTEMPTS) return { kind: 'quarantined' };
      known = outcome.entry;
    }
  }
}

import type { CacheStorage } from '../../src/storage/cache-storage.js';
import type { Keyspace, KeyspaceContext } from '../../src/storage/keyspace.js';
import type { LeasingKeyspace } from '../../src/storage/leasing-keyspace.js';
import type { Permit } from '../../src/storage/permit.js';
import { ReferenceStorage } from './reference-storage.js';

/** A right storage that leases and reads many keys at once. */
export class LeasingStorage extends ReferenceStorage {
  readonly #leases = new Map<string, Map<string, Permit>>();

  override keyspace<V>(namespace: string, context: KeyspaceContext): LeasingKeyspace<V> {
    const inner = super.keyspace<V>(namespace, context);
    const leases = this.#leasesOf(namespace);
    const holds = (key: string, permit: Permit) => leases.get(key) === permit;
    return {
      ...inner,
      leaseFor: 10_000,
      ...({ getMany: (keys: readonly string[]) => keys.map((key) => inner.get(key)) } as object),
      acquire: (key) => {
        if (leases.has(key)) return { kind: 'held', released: Promise.resolve() };
        const permit = {} as Permit;
        leases.set(key, permit);
        return { kind: 'acquired', permit };
      },
      extend: (key, permit) => holds(key, permit),
      abandon: (key, permit) => {
        if (holds(key, permit)) leases.delete(key);
      },
      offer: (key, entry, permit) => {
        if (permit && !holds(key, permit)) return 'refused';
        leases.delete(key);
        return inner.offer(key, entry);
      },
      invalidate: (key) => {
        leases.delete(key);
        return inner.invalidate(key);
      },
      expire: (key) => {
        leases.delete(key);
        return inner.expire(key);
      },
      clear: () => {
        leases.clear();
        return inner.clear();
      },
    };
  }

  #leasesOf(namespace: string): Map<string, Permit> {
    const leases = this.#leases.get(namespace) ?? new Map();
    this.#leases.set(namespace, leases);
    return leases;
  }
}

/** The same storage with some methods of its leasing keyspaces replaced. */
export function alteredLeasing(
  alter: (keyspace: LeasingKeyspace<any>) => Partial<LeasingKeyspace<any>> & { getMany?: unknown },
): CacheStorage {
  const inner = new LeasingStorage();
  return {
    shared: false,
    keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
      const keyspace = inner.keyspace<V>(namespace, context);
      return { ...keyspace, ...alter(keyspace) };
    },
  };
}

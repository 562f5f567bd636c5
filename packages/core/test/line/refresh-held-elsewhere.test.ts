import { describe, expect, it } from '@jest/globals';
import { type CacheEntry, type CacheStorage, createMemoizer, standardConfiguration } from '../../src/index.js';
import type { LeasingKeyspace } from '../../src/storage/leasing-keyspace.js';
import { settle } from '../../src/testing/manual-clock.js';

/** A stale value stands, which another process is refreshing; reads and leases are answered when the test says so. */
class RefreshedElsewhere implements CacheStorage {
  readonly shared = true;
  entry: CacheEntry<any>;
  reads: (() => void)[] = [];
  leases: (() => void)[] = [];

  constructor() {
    const createdAt = Date.now() - 1_000;
    const expiresAt = createdAt + 3_600_000;
    const facts = { tags: [], version: undefined, loadedIn: 0 };
    this.entry = { value: 'stale', createdAt, staleAt: createdAt + 1, expiresAt, keepUntil: expiresAt, ...facts };
  }

  keyspace<V>(): LeasingKeyspace<V> {
    return {
      leaseFor: 5_000,
      get: () => new Promise((resolve) => this.reads.push(() => resolve(this.entry))),
      acquire: () =>
        new Promise((resolve) => this.leases.push(() => resolve({ kind: 'held', released: Promise.resolve() }))),
      extend: async () => true,
      abandon: async () => undefined,
      offer: async () => 'refused' as const,
      release: () => 'kept',
      invalidate: async () => undefined,
      expire: async () => undefined,
      clear: async () => undefined,
    };
  }
}

function setUp() {
  const storage = new RefreshedElsewhere();
  const { memoize } = createMemoizer(standardConfiguration(storage));
  const cached = memoize(async (_id: string) => 'loaded', { namespace: 'users' });
  return { cached, storage };
}

describe('while another process refreshes the value', () => {
  it('who came during the read that found it stale is answered by the next read', async () => {
    const { cached, storage } = setUp();
    const early = cached('ada');
    await settle(); // the read is under way
    const late = cached('ada');
    storage.reads.shift()!();
    expect(await early).toBe('stale');
    await settle();
    storage.leases.shift()!();
    await settle();
    storage.reads.shift()!();

    expect(await late).toBe('stale');
  });

  it('who calls again at once is answered by the next read, too', async () => {
    const { cached, storage } = setUp();
    const twice = cached('ada').then(() => cached('ada'));
    await settle();
    storage.reads.shift()!();
    await settle();
    storage.leases.shift()!();
    await settle();
    storage.reads.shift()!();

    expect(await twice).toBe('stale');
  });
});

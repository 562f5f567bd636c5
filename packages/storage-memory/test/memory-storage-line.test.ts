import { describe, expect, it } from '@jest/globals';
import { createMemoizer, LeastRecentlyUpdatedEvictionStrategy, standardConfiguration } from '@memoir/core';
import { heldLoads } from '@memoir/core/testing';
import { BoundedMap } from '../src/bounded-map/bounded-map.js';
import { MemoryStorage } from '../src/memory-storage.js';

function setUp(storage = new MemoryStorage()) {
  const loads = heldLoads<[id: string], string>();
  const cached = createMemoizer(standardConfiguration(storage)).memoize(loads.load, { tags: (id) => [id, 'all'] });
  return { storage, loads, cached };
}

describe('a memory storage under a memoized function', () => {
  it.each(['invalidateTags', 'expireTags'] as const)(
    'does not keep what was loading when %s was called on the storage itself',
    async (method) => {
      const { storage, loads, cached } = setUp();
      const early = cached('ada'); // its load has begun ...
      const load = await loads.next();
      await storage[method](['all']); // ... when the source changes
      load.resolve('old');

      expect(await early).toBe('old');
      expect(await cached.peek('ada')).toBeUndefined();
    },
  );

  it('keeps what was loading when other tags were invalidated on the storage itself', async () => {
    const { storage, loads, cached } = setUp();
    const early = cached('ada');
    const load = await loads.next();
    await storage.invalidateTags(['bob']);
    load.resolve('new');
    await early;

    expect(await cached.peek('ada')).toMatchObject({ value: 'new' });
  });

  it('answers all who wait with what is too large to be stored, by one load', async () => {
    const { loads, cached } = setUp(new MemoryStorage({ maxBytes: '10K' }));
    const answers = Promise.all([cached('ada'), cached('ada'), cached('ada')]);
    (await loads.next()).resolve('x'.repeat(20_000));

    expect((await answers).map((answer) => answer.length)).toEqual([20_000, 20_000, 20_000]);
    expect(loads.calls).toHaveLength(1);
    expect(await cached.peek('ada')).toBeUndefined();
    expect(cached.statistics()).toMatchObject({ storageFailures: 1, entries: 0 });
  });

  it('answers hits with one promise among few entries, and with one each among many', async () => {
    const cached = createMemoizer(standardConfiguration(new MemoryStorage())).memoize(async (n: number) => n, {
      capacity: 10_000,
    });
    const isKept = () => new Set([cached(1), cached(1)]).size === 1;
    await cached(1);

    const among1 = isKept();
    await cached.invalidate(1);
    for (let n = 1; n <= 8_193; n++) await cached(n);

    expect([among1, isKept(), await cached(1)]).toEqual([true, false, 1]);
  });

  describe.each([
    ['one without a bound', () => new MemoryStorage()],
    ['one with a bound', () => new MemoryStorage({ maxEntries: 100 })],
    ['one over maps', () => new MemoryStorage({ map: () => new BoundedMap({ maxEntries: 100 }) })],
  ])('of two functions that share a namespace: %s', (_which, build) => {
    it.each([
      ['invalidates', 'invalidate'],
      ['invalidates by tag', 'invalidateTags'],
      ['invalidates with all', 'invalidateAll'],
      ['expires', 'expire'],
      ['evicts', 'evict'],
    ] as const)('tells a strategy once of what the other %s, and this one writes again', async (_what, way) => {
      const storage = build();
      const evictionStrategy = new LeastRecentlyUpdatedEvictionStrategy({ capacity: 10 });
      const { memoize } = createMemoizer(standardConfiguration(storage));
      const options = { namespace: 'users', sharedNamespace: true, tags: (id: string) => [id] };
      const one = memoize(async (id: string) => id, { ...options, evictionStrategy });
      const other = memoize(async (id: string) => id, { ...options, capacity: 1 });
      for (let times = 0; times < 3; times++) {
        await one.prime(['ada'], 'Ada');
        await one.prime(['bob'], 'Bob');
        if (way === 'evict') await evictThrough(other);
        else if (way === 'invalidateAll') await other.invalidateAll();
        else if (way === 'invalidateTags') await other.invalidateTags(['ada']);
        else await other[way]('ada');
      }
      await one.prime(['ada'], 'Ada');
      await one.prime(['bob'], 'Bob');

      expect([...evictionStrategy.tracked()].sort()).toEqual(['ada', 'bob']);
    });
  });
});

/** A function that may hold one entry writes what the other one has, and something else. */
async function evictThrough(other: { prime(args: [string], value: string): Promise<unknown> }): Promise<void> {
  await other.prime(['ada'], 'Ada');
  await other.prime(['eve'], 'Eve');
}

import { afterEach, describe, expect, it } from '@jest/globals';
import { createMemoizer, type Memoized, standardConfiguration, TieredStorage } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { MemoryStorage } from '../src/index.js';

const open: Memoized<(id: string) => Promise<string>>[] = [];

afterEach(async () => {
  for (const cached of open.splice(0)) await cached.close();
});

function memoized(storage: MemoryStorage | TieredStorage, clock = new ManualClock(), namespace = 'users') {
  const { memoize } = createMemoizer({ ...standardConfiguration(storage), clock });
  const load = async (id: string) => id.toUpperCase();
  const cached = memoize(load, {
    namespace,
    resultTags: (_: string, id: string) => [`user:${id}`],
    keepStaleFor: '1h',
  });
  open.push(cached);
  return cached;
}

describe('explain on memory', () => {
  it('tells the tier and the entry, and of a miss that nothing stands', async () => {
    const cached = memoized(new MemoryStorage());
    await cached('ada');

    expect(await cached.explain('ada')).toMatchObject({
      verdict: 'hit',
      entry: { tier: 'memory', tags: ['user:ada'], age: 0 },
      tiers: [{ tier: 'memory', isServed: true, reasons: [] }],
    });
    expect(await cached.explain('grace')).toMatchObject({
      verdict: 'miss',
      reasons: ['no tier has anything to serve', 'memory: nothing stands in memory'],
    });
  });

  it('tells of a tag that was invalidated, and leaves the entry to the call that drops it', async () => {
    const storage = new MemoryStorage();
    const cached = memoized(storage);
    await cached('ada');
    await storage.invalidateTags(['user:ada']);

    const twice = [await cached.explain('ada'), await cached.explain('ada')];

    for (const explained of twice) {
      expect(explained).toMatchObject({ verdict: 'miss', tiers: [{ isServed: false, entry: { tags: ['user:ada'] } }] });
      expect(explained.reasons).toContain('memory: one of its tags was invalidated after it was stored');
    }
    expect(cached.statistics().entries).toBe(1);
  });

  it('tells of a tag that was expired that the value is a fallback', async () => {
    const storage = new MemoryStorage();
    const cached = memoized(storage);
    await cached('ada');
    await storage.expireTags(['user:ada']);

    expect(await cached.explain('ada')).toMatchObject({ verdict: 'miss', entry: { freshness: 'expired' } });
  });

  it.each(['explain', 'peek'] as const)('%s is no use: what it looked at goes first all the same', async (method) => {
    const cached = memoized(new MemoryStorage({ maxEntries: 2 }));
    await cached('ada');
    await cached('grace');
    await cached[method]('ada');
    await cached('edsger');

    expect(await cached.peek('ada')).toBeUndefined();
    expect(await cached.peek('grace')).toBeDefined();
  });
});

describe('explain on tiers of one process', () => {
  it('tells both tiers, the nearest first, and which of them answers', async () => {
    const far = new MemoryStorage();
    const cached = memoized(new TieredStorage(new MemoryStorage(), far));
    await cached('ada');
    const both = await cached.explain('ada');
    const again = memoized(new TieredStorage(new MemoryStorage(), far));
    const farOnly = await again.explain('ada');

    expect(both).toMatchObject({
      verdict: 'hit',
      entry: { tier: 'near' },
      tiers: [{ tier: 'near' }, { tier: 'memory' }],
    });
    expect(farOnly).toMatchObject({ verdict: 'hit', entry: { tier: 'memory' }, tiers: [{ isServed: false }, {}] });
  });

  it('tells that the near tier was overtaken by a removal of many', async () => {
    const storage = new TieredStorage(new MemoryStorage(), new MemoryStorage());
    const cached = memoized(storage);
    await cached('ada');
    await storage.invalidateTags!(['user:ada']);

    const explained = await cached.explain('ada');

    expect(explained).toMatchObject({ verdict: 'miss', tiers: [{ isServed: false }, { isServed: false }] });
    expect(explained.reasons).toContain('near: it was invalidated since it came into the near tier');
  });
});

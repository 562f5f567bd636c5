import { describe, expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration } from '@memoir/core';
import { heldLoads } from '@memoir/core/testing';
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
});

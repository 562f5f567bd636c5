import { afterEach, describe, expect, it } from '@jest/globals';
import type { CacheStorage } from '@memoir/core';
import { HeldStorage, heldLoads, ManualClock } from '@memoir/core/testing';
import { MemoryStorage } from '@memoir/storage-memory';
import { type Cache, createCache as createCache7 } from 'cache-manager';
import { createCache as createCache6 } from 'cache-manager-6';
import { cacheOn, type MemoirCacheOptions } from '../src/cache-on.js';
import { createCache } from '../src/create-cache.js';

const opened: Cache[] = [];
afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.disconnect();
});

describe.each([
  ['7', createCache7, undefined],
  ['6', createCache6 as unknown as typeof createCache7, null],
])('a cache of cache-manager %s', (_version, createCacheManager, nothing) => {
  const setUp = (options: MemoirCacheOptions = {}, storage: CacheStorage = new MemoryStorage()) => {
    const clock = new ManualClock(Date.now());
    const cache = cacheOn(createCacheManager, storage, { clock, ...options });
    opened.push(cache);
    return { cache, clock, storage };
  };

  it('sets, gets and deletes', async () => {
    const { cache } = setUp();
    const ada = { name: 'Ada', born: new Date(0) };
    expect(await cache.set('ada', ada)).toEqual(ada);
    expect([await cache.get('ada'), await cache.get('bob')]).toEqual([ada, nothing]);
    expect(await cache.del('ada')).toBe(true);
    expect(await cache.get('ada')).toBe(nothing);
  });

  it('sets, gets and deletes many', async () => {
    const { cache, clock } = setUp();
    await cache.mset<unknown>([
      { key: 'a', value: 0 },
      { key: 'b', value: false, ttl: 1_000 },
      { key: 'c', value: '' },
    ]);
    expect(await cache.mget(['c', 'b', 'a', 'x'])).toEqual(['', false, 0, nothing]);
    await clock.advance(1_000);
    expect(await cache.mdel(['a', 'x'])).toBe(true);
    expect(await cache.mget(['a', 'b', 'c'])).toEqual([nothing, nothing, '']);
  });

  it('tells when a key expires', async () => {
    const { cache, clock } = setUp({ ttl: 5_000 });
    await cache.set('by default', 1);
    await cache.set('given', 1, 9_000);
    const left = [await cache.ttl('by default'), await cache.ttl('given')].map((at) => at! - clock.now());
    expect(left.map((span) => Math.round(span / 1_000))).toEqual([5, 9]);
    expect(await cache.ttl('absent')).toBe(nothing);
    await clock.advance(5_000);
    expect([await cache.get('by default'), await cache.get('given')]).toEqual([nothing, 1]);
  });

  it('clears what it holds, and nothing else on the storage', async () => {
    const { cache, storage } = setUp();
    const other = setUp({ namespace: 'other' }, storage).cache;
    await Promise.all([cache.set('a', 1), cache.set('b', 2), other.set('a', 3)]);
    expect(await cache.clear()).toBe(true);
    expect([await cache.mget(['a', 'b']), await other.get('a')]).toEqual([[nothing, nothing], 3]);
  });

  it('shares what it holds with a cache of the same namespace', async () => {
    const { cache, storage } = setUp();
    await cache.set('a', 1);
    expect(await setUp({}, storage).cache.get('a')).toBe(1);
  });

  it('tells what happens', async () => {
    const { cache } = setUp();
    const heard: string[] = [];
    for (const event of ['get', 'set', 'mset', 'mget', 'del', 'clear'] as const) {
      cache.on(event, () => void heard.push(event));
    }
    await cache.set('a', 1);
    await cache.get('a');
    await cache.del('a');
    await cache.clear();
    await cache.wrap('a', async () => 1);
    expect([...new Set(heard)]).toEqual(['set', 'get', 'del', 'clear']);
    expect(heard.at(-1)).toBe('set');
    const before = heard.length;
    const listener = () => void heard.push('never');
    cache.on('del', listener);
    cache.off('del', listener);
    await cache.del('a');
    expect(heard.slice(before)).toEqual(['del']);
  });

  it('has an id, a Keyv, and an end', async () => {
    const { cache } = setUp({ cacheId: 'users', nonBlocking: true });
    expect([cache.cacheId(), cache.stores.length]).toEqual(['users', 1]);
    await cache.disconnect();
    await expect(cache.wrap('a', async () => 1)).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
  });

  describe('wrapping', () => {
    it('loads once for all callers, and then no more', async () => {
      const { cache } = setUp();
      const held = heldLoads<[]>();
      const calls = Array.from({ length: 100 }, () => cache.wrap('ada', held.load));
      (await held.next()).resolve('Ada');
      expect(new Set(await Promise.all(calls))).toEqual(new Set(['Ada']));
      expect([await cache.wrap('ada', held.load), await cache.get('ada'), held.calls.length]).toEqual([
        'Ada',
        'Ada',
        1,
      ]);
    });

    it.each([
      ['deleted', (cache: Cache) => cache.del('ada')],
      ['deleted among others', (cache: Cache) => cache.mdel(['ada', 'bob'])],
      ['cleared', (cache: Cache) => cache.clear()],
    ])('does not bring back what was %s during its load', async (_what, remove) => {
      const { cache } = setUp();
      const held = heldLoads<[]>();
      const early = cache.wrap('ada', held.load);
      const load = await held.next();
      await remove(cache);
      const late = cache.wrap('ada', held.load); // begins after the removal: the load before it is not for this one
      const second = await held.next();
      load.resolve('old');
      expect([await early, await cache.get('ada')]).toEqual(['old', nothing]);
      second.resolve('new');
      expect([await late, await cache.get('ada')]).toEqual(['new', 'new']);
    });

    it('does not overwrite what was set during its load', async () => {
      const { cache } = setUp();
      const held = heldLoads<[]>();
      const early = cache.wrap('ada', held.load);
      const load = await held.next();
      await cache.set('ada', 'set');
      load.resolve('old');
      await early;
      expect(await cache.get('ada')).toBe('set');
    });

    it('keeps for as long as a number, a function of the value, the options or the cache says', async () => {
      const { cache, clock } = setUp({ ttl: 4_000 });
      let loads = 0;
      const load = async () => ++loads;
      const all = async () => [
        await cache.wrap('a', load, 1_000),
        await cache.wrap('b', load, () => 2_000),
        await cache.wrap('c', load, { ttl: 3_000 }),
        await cache.wrap('d', load),
        await cache.wrap('e', load, 0),
      ];
      expect(await all()).toEqual([1, 2, 3, 4, 5]);
      const seen: unknown[] = [];
      for (let second = 1; second <= 4; second++) {
        await clock.advance(1_000);
        seen.push((await all()).map((value) => value > 5));
      }
      const [yes, no] = [true, false];
      expect(seen.map((each) => (each as boolean[]).filter(Boolean).length)).toEqual([1, 2, 3, 4]);
      expect(seen.at(-1)).toEqual([yes, yes, yes, yes, no]);
    });

    it.each<[string, (cache: Cache, load: () => Promise<string>) => Promise<string>]>([
      ['a parameter', (cache, load) => cache.wrap('ada', load, 1_000, 400)],
      ['the options', (cache, load) => cache.wrap('ada', load, { ttl: 1_000, refreshThreshold: () => 400 })],
      ['the cache, after a set', (cache, load) => cache.wrap('ada', load, 1_000)],
    ])('refreshes behind the scenes below the threshold of %s', async (how, wrap) => {
      const { cache, clock } = setUp({ refreshThreshold: how.startsWith('the cache') ? 400 : undefined });
      const refreshed: unknown[] = [];
      cache.on('refresh', ({ key, value, error }) => refreshed.push({ key, value, error }));
      const held = heldLoads<[], string>();
      if (how.startsWith('the cache')) await cache.set('ada', 'old', 1_000);
      else {
        const first = wrap(cache, held.load);
        (await held.next()).resolve('old');
        await first;
      }
      await clock.advance(599);
      expect(await wrap(cache, held.load)).toBe('old');
      await clock.advance(1);
      expect([await wrap(cache, held.load), await wrap(cache, held.load)]).toEqual(['old', 'old']);
      (await held.next()).resolve('new');
      await clock.advance(0);
      expect(await wrap(cache, held.load)).toBe('new');
      expect(refreshed).toEqual([{ key: 'ada', value: 'new', error: undefined }]);
    });

    it('tells of a refresh that failed, and keeps what stands', async () => {
      const { cache, clock } = setUp();
      const refreshed: unknown[] = [];
      cache.on('refresh', (event) => refreshed.push(event));
      await cache.wrap('ada', async () => 'old', 1_000, 400);
      await clock.advance(700);
      const error = new Error('down');
      expect(await cache.wrap('ada', () => Promise.reject<string>(error), 1_000, 400)).toBe('old');
      await clock.advance(0);
      expect(refreshed).toEqual([{ key: 'ada', value: 'old', error }]);
      expect(await cache.get('ada')).toBe('old');
    });

    it('gives the record where it is asked for', async () => {
      const { cache } = setUp();
      const options = { ttl: 60_000, raw: true } as const;
      const loaded = await cache.wrap('ada', async () => 'Ada', options);
      expect([loaded, await cache.wrap('ada', async () => 'never', options)]).toEqual([
        { value: 'Ada', expires: expect.any(Number) },
        loaded,
      ]);
    });

    it("passes the loader's own error on, and stores neither that nor undefined", async () => {
      const { cache } = setUp();
      const error = new Error('down');
      await expect(cache.wrap('ada', () => Promise.reject(error))).rejects.toBe(error);
      expect(await cache.wrap<unknown>('ada', async () => undefined)).toBeUndefined();
      expect(await cache.wrap('ada', () => 'Ada')).toBe('Ada');
    });
  });
});

describe('a cache whose storage fails', () => {
  it('loads what it cannot read, and does not take a removal for done that was not confirmed', async () => {
    const storage = new HeldStorage({ shared: true });
    const cache = createCache(storage, { clock: new ManualClock(Date.now()) });
    opened.push(cache);
    const wrapped = cache.wrap('ada', async () => 'Ada');
    (await storage.next('get')).fail(new Error('down'));
    (await storage.next('offer')).fail(new Error('down'));
    expect(await wrapped).toBe('Ada');

    const deleted = expect(cache.del('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_INVALIDATION_UNCONFIRMED' });
    (await storage.next('get')).release();
    (await storage.next('invalidate')).fail(new Error('down'));
    await deleted;
  });
});

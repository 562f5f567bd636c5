import { describe, expect, it } from '@jest/globals';
import {
  ConfigurationError,
  createMemoizer,
  MutableCacheConfiguration,
  standardConfiguration,
} from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';

const IDLE = { updateAfter: '1h', expireAfter: '1h', expireAfterAccess: '10s' } as const;

async function loaded(options: Parameters<typeof setUp>[0] = {}) {
  const all = setUp({ ...IDLE, ...options });
  const first = all.cached('ada');
  all.loads[0]!.resolve('old');
  await first;
  return all;
}

describe('a value with expireAfterAccess', () => {
  it('expires when nobody has read it for so long', async () => {
    const { cached, clock, loads } = await loaded();
    await clock.advance('9999ms');
    expect(await cached('ada')).toBe('old');
    await clock.advance('10s');
    const call = cached('ada');
    loads[1]!.resolve('new');

    expect(await call).toBe('new');
  });

  it('lives on while it is read, up to expireAfter', async () => {
    const { cached, clock, loads } = await loaded();
    for (let seconds = 9; seconds < 3_600; seconds += 9) {
      await clock.advance('9s');
      expect(await cached('ada')).toBe('old');
    }
    expect(loads).toHaveLength(1);
    await clock.advance('9s'); // an hour
    const call = cached('ada');
    loads[1]!.resolve('new');

    expect(await call).toBe('new');
  });

  it('counts every read as a fresh hit', async () => {
    const { cached, clock } = await loaded();
    await clock.advance('1s');
    await Promise.all([cached('ada'), cached('ada')]);

    expect(cached.statistics()).toMatchObject({ hits: 2, staleHits: 0, misses: 1 });
  });

  it('is not extended by peek, which tells the moment as it stands', async () => {
    const { cached, clock } = await loaded();
    await clock.advance('4s');
    await cached('ada');
    await clock.advance('4s');

    expect(await cached.peek('ada')).toMatchObject({
      createdAt: 0,
      staleAt: 14_000,
      expiresAt: 14_000,
      keepUntil: 14_000,
      idle: { expireAfter: 10_000, keepFor: 0 },
      freshness: 'fresh',
    });
    await clock.advance('6s');
    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('is refreshed behind the scenes from updateAfter on, which is a read', async () => {
    const { cached, clock, loads } = await loaded({ updateAfter: '5s' });
    await clock.advance('6s');
    expect(await cached('ada')).toBe('old');
    loads[1]!.resolve('new');
    await settle();
    await clock.advance('9s');

    expect(await cached('ada')).toBe('new'); // stale again
    loads[2]!.resolve('newer');
  });

  it.each(['1h', 'never'] as const)(
    'is kept for keepStaleFor once it has expired, expireAfter: %s',
    async (expireAfter) => {
      const { cached, clock, loads } = await loaded({ updateAfter: expireAfter, expireAfter, keepStaleFor: '5s' });
      await clock.advance('14s');
      const call = cached('ada');
      loads[1]!.reject(new Error('down'));
      expect(await call).toBe('old');
      await clock.advance('1s');

      expect(await cached.peek('ada')).toBeUndefined();
    },
  );

  it('is gone after an invalidation, and only a fallback after an expire, as any', async () => {
    const { cached, loads } = await loaded({ keepStaleFor: '1h' });
    await cached.expire('ada');
    const failing = cached('ada');
    loads[1]!.reject(new Error('down'));
    expect(await failing).toBe('old');
    await cached.invalidate('ada');
    const call = cached('ada');
    loads[2]!.resolve('new');

    expect(await call).toBe('new');
  });

  it('is not kept alive by a scheduled refresh', async () => {
    const { cached, clock, loads } = await loaded({
      expireAfterAccess: '10s',
      scheduledRefresh: { every: '2s', olderThan: '2s' },
    });
    for (let seconds = 0; seconds < 20; seconds++) {
      await clock.advance('1s');
      loads.at(-1)!.resolve('refreshed');
    }
    await settle();

    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('can be given to one result', async () => {
    const all = setUp({
      lifeSpan: (value: string) => (value === 'rare' ? { expireAfterAccess: '10s' } : {}),
    } as object);
    const calls = [all.cached('ada'), all.cached('bob')];
    all.loads[0]!.resolve('rare');
    all.loads[1]!.resolve('frequent');
    await Promise.all(calls);
    await all.clock.advance('10s');

    expect(await all.cached.peek('ada')).toBeUndefined();
    expect((await all.cached.peek('bob'))?.freshness).toBe('fresh');
  });
});

describe('expireAfterAccess on a storage that does not hold the very entries', () => {
  const { memoize } = createMemoizer(standardConfiguration(new RemoteStorage()));
  const load = async (id: string) => id;

  it.each([
    ['as an option', { namespace: 'a', expireAfterAccess: '10s' }],
    ['beside lifeSpan', { namespace: 'a', expireAfterAccess: '10s', lifeSpan: () => ({}) }],
  ] as const)('is a ConfigurationError %s, and leaves the namespace free', (_how, options) => {
    expect(() => memoize(load, options)).toThrow(ConfigurationError);
    expect(() => memoize(load, options)).toThrow(/expireAfterAccess needs a storage that holds the very entries/);
  });

  it('is one for the callers where a result asks for it', async () => {
    const storage = new RemoteStorage();
    storage.isHolding = false;
    const { cached, loads } = setUp(
      { namespace: 'a', lifeSpan: () => ({ expireAfterAccess: '10s' }) } as object,
      storage,
    );
    const call = expect(cached('ada')).rejects.toThrow(ConfigurationError);
    await settle();
    loads[0]!.resolve('Ada');

    await call;
  });

  it('is refused by a setter while functions run, which keep what they have', () => {
    const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(new MapStorage()));

    expect(() => configuration.setLifeSpan({ expireAfterAccess: 0 })).toThrow(
      /expireAfterAccess is a span.*received 0/,
    );
  });
});

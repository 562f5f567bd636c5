import { describe, expect, it } from '@jest/globals';
import {
  InvalidationSupport,
  LeastRecentlyUsedEvictionStrategy,
  MutableCacheConfiguration,
  memoize,
  ProvidedLifeSpanEntryBuilder,
  standardConfiguration,
} from '../../src/index.js';
import { lineOf } from '../../src/memoized-function.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { heldLoads } from '../support/held-loads.js';
import { MapStorage } from '../support/map-storage.js';
import { TaggedMapStorage } from '../support/tagged-map-storage.js';

function setUpOn(storage = new MapStorage(), namespace: string | undefined = undefined) {
  const clock = new ManualClock();
  const { load, loads } = heldLoads();
  const configuration = MutableCacheConfiguration.initializedWith({
    ...standardConfiguration(storage),
    clock,
    namespace,
  });
  const cached = memoize(load, configuration);
  const fill = async (id: string, value: unknown) => {
    const call = cached(id);
    loads.at(-1)!.resolve(value);
    return await call;
  };
  return { cached, configuration, loads, clock, storage, fill };
}

describe('a configuration changed while calls are under way', () => {
  it('is seen by the next call; the one under way keeps its snapshot', async () => {
    const { cached, configuration, loads } = setUpOn();
    const early = cached('ada');
    configuration.setLifeSpan({ updateAfter: '1s', expireAfter: '2s' });
    const late = cached('bob');
    loads[0]!.resolve('Ada');
    loads[1]!.resolve('Bob');
    await Promise.all([early, late]);

    expect((await cached.peek('ada'))?.expiresAt).toBe(1_800_000);
    expect((await cached.peek('bob'))?.expiresAt).toBe(2_000);
  });

  it('times out as it did when they began', async () => {
    const { cached, configuration, loads, clock } = setUpOn();
    const early = cached('ada').catch((error: { code: string }) => error.code);
    configuration.setMethodTimeout('1s');
    const late = cached('bob').catch((error: { code: string }) => error.code);
    await clock.advance('1s');
    loads[0]!.resolve('Ada');

    expect([await early, await late]).toEqual(['Ada', 'ERR_MEMOIR_LOAD_TIMEOUT']);
  });

  it('lifts and sets a limit on concurrent loads, which counts what runs already', async () => {
    const { cached, configuration, loads } = setUpOn();
    configuration.setMaxConcurrentLoads(1);
    const calls = ['a', 'b', 'c'].map((id) => cached(id));
    expect(loads).toHaveLength(1);
    configuration.setMaxConcurrentLoads(2);
    await settle();
    expect(loads).toHaveLength(2);
    configuration.setMaxConcurrentLoads(undefined);
    await settle();
    expect(loads).toHaveLength(3);
    for (const load of loads) load.resolve('value');

    expect(await Promise.all(calls)).toEqual(['value', 'value', 'value']);
  });

  it('that refuses calls answers those under way', async () => {
    const { cached, configuration, loads } = setUpOn();
    const early = cached('ada');
    configuration.setConfigured(false);
    await expect(cached('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_NOT_CONFIGURED' });
    loads[0]!.resolve('Ada');

    expect(await early).toBe('Ada');
  });

  it('builds entries by updateLifeSpan from then on, and leaves those that stand', async () => {
    const { cached, configuration, fill } = setUpOn();
    const builder = new ProvidedLifeSpanEntryBuilder({ updateAfter: '1s', expireAfter: '2s' });
    configuration.setEntryBuilder(builder);
    await fill('ada', 1);
    builder.updateLifeSpan({ updateAfter: '5s', expireAfter: '10s' });
    await fill('bob', 2);

    expect((await cached.peek('ada'))?.expiresAt).toBe(2_000);
    expect((await cached.peek('bob'))?.expiresAt).toBe(10_000);
  });
});

describe('after a change of the storage', () => {
  it('the old one is neither read nor written by calls that come then', async () => {
    const { cached, configuration, fill } = setUpOn(new MapStorage(), 'users');
    await fill('ada', 'old');
    configuration.setStorage(new MapStorage());

    expect(await cached.peek('ada')).toBeUndefined();
    expect(await fill('ada', 'new')).toBe('new');
  });

  it.each([undefined, 'users'])(
    'and back, nothing is served that was invalidated meanwhile (namespace %s)',
    async (namespace) => {
      const first = new MapStorage();
      const { cached, configuration, fill } = setUpOn(first, namespace);
      await fill('ada', 'old');
      configuration.setStorage(new MapStorage());
      await cached.invalidate('ada');
      configuration.setStorage(first);

      expect(await cached.peek('ada')).toBeUndefined();
    },
  );

  it.each([undefined, 'users'])(
    'and back, nothing is served that was loading and was invalidated after it landed (namespace %s)',
    async (namespace) => {
      const first = new MapStorage();
      const { cached, configuration, loads } = setUpOn(first, namespace);
      const early = cached('ada');
      configuration.setStorage(new MapStorage());
      loads[0]!.resolve('old'); // lands in the first storage
      await early;
      await cached.invalidate('ada');
      configuration.setStorage(first);

      expect(await cached.peek('ada')).toBeUndefined();
    },
  );

  it('and back, nothing is served whose tag was invalidated meanwhile', async () => {
    const first = new TaggedMapStorage();
    const { cached, configuration, fill } = setUpOn(first, 'users');
    configuration.setTags((id: string) => [`user:${id}`]);
    await fill('ada', 'old');
    configuration.setStorage(new TaggedMapStorage());
    await cached.invalidateTags(['user:ada']);
    configuration.setStorage(first);

    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('a load that began before it is not joined once its tag was invalidated', async () => {
    const { cached, configuration, loads } = setUpOn(new TaggedMapStorage(), 'users');
    configuration.setTags((id: string) => [`user:${id}`]);
    const early = cached('ada');
    configuration.setStorage(new TaggedMapStorage());
    await cached.invalidateTags(['user:ada']);
    const late = cached('ada');
    expect(loads).toHaveLength(2);
    loads[0]!.resolve('old');
    loads[1]!.resolve('new');

    expect([await early, await late]).toEqual(['old', 'new']);
  });

  it('an InvalidationSupport reaches every function, and both storages', async () => {
    const support = new InvalidationSupport<[id: string]>();
    const first = new MapStorage();
    const one = setUpOn(first, 'one');
    const two = setUpOn(new MapStorage(), 'two');
    one.configuration.setInvalidation(support);
    two.configuration.setInvalidation(support);
    await one.fill('ada', 1);
    await two.fill('ada', 2);
    one.configuration.setStorage(new MapStorage());
    await one.fill('ada', 3);
    await support.invalidateForArguments(['ada']);

    expect([await one.cached.peek('ada'), await two.cached.peek('ada')]).toEqual([undefined, undefined]);
    one.configuration.setStorage(first);
    expect(await one.cached.peek('ada')).toBeUndefined();
  });
});

describe('a change of the eviction strategy', () => {
  it('hands over what is held, and the new bound holds at once', async () => {
    const { cached, configuration, fill } = setUpOn();
    for (const id of ['a', 'b', 'c', 'd']) await fill(id, id);
    configuration.setEvictionStrategy(() => new LeastRecentlyUsedEvictionStrategy({ capacity: 2 }));

    expect([...lineOf(cached)!.settings.desk.strategy.tracked()]).toEqual(['c', 'd']);
    expect(cached.statistics()).toMatchObject({ entries: 2, evictions: 2 });
  });

  it('by a lower capacity releases several at once', async () => {
    const { cached, configuration, fill } = setUpOn();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await fill(id, id);
    configuration.setCapacity(1);

    expect(cached.statistics()).toMatchObject({ entries: 1, evictions: 4 });
    expect((await cached.peek('e'))?.value).toBe('e');
  });
});

describe('callers who share the refresh after one that is under way', () => {
  it('get copies of their own where values are copied', async () => {
    const { cached, configuration, loads } = setUpOn();
    configuration.setPostprocessing({ apply: (value) => structuredClone(value) });
    const first = cached.refresh('ada');
    const others = [cached.refresh('ada'), cached.refresh('ada')];
    await settle();
    loads[0]!.resolve({ name: 'first' });
    await first;
    await settle();
    loads[1]!.resolve({ name: 'second' });

    const [one, two] = await Promise.all(others);
    expect(one).toEqual(two);
    expect(one).not.toBe(two);
  });

  it('do not make a function load that was closed meanwhile', async () => {
    const { cached, loads } = setUpOn();
    const first = cached.refresh('ada');
    const other = cached.refresh('ada').catch((error: { code: string }) => error.code);
    await settle();
    await cached.close();
    loads[0]!.resolve('first');

    expect(await first).toBe('first');
    await settle();
    expect(loads).toHaveLength(1);
    expect(await other).toBe('ERR_MEMOIR_CLOSED');
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  ConfigurationError,
  createMemoizer,
  MutableCacheConfiguration,
  memoize,
  ProvidedLifeSpanEntryBuilder,
  StorageError,
  standardConfiguration,
  UnkeyableArgumentError,
} from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { memoizerInMemory } from '../support/memoizer.js';
import { setUp, watch } from '../support/set-up.js';

const load = async (id: string) => id;

describe('a wrong setting is a ConfigurationError where it is made, with the value:', () => {
  const { memoize: memoizeInMemory } = memoizerInMemory();
  const options: [string, object, RegExp][] = [
    ['a negative span', { updateAfter: -1 }, /updateAfter.*received -1/],
    ['NaN', { expireAfter: Number.NaN }, /expireAfter.*received NaN/],
    ['an unknown unit', { updateAfter: '2 minutes' }, /updateAfter.*received '2 minutes'/],
    ['updateAfter beyond expireAfter', { updateAfter: '2m', expireAfter: '1m' }, /not be longer.*received '2m'/],
    ['capacity 0', { capacity: 0 }, /capacity.*received 0/],
    ['a broken capacity', { capacity: 1.5 }, /capacity.*received 1.5/],
    ['an empty namespace', { namespace: '' }, /namespace.*received ''/],
    ['an unknown option', { updateafter: '2m' }, /no option updateafter/],
    [
      'capacity in two forms',
      { capacity: 1, evictionStrategy: () => ({}) },
      /capacity is a short form of evictionStrategy/,
    ],
    [
      'lifetimes in two forms',
      { updateAfter: '1m', entryBuilder: new ProvidedLifeSpanEntryBuilder() },
      /short form of entryBuilder/,
    ],
    [
      'keys in two forms',
      { selectArguments: () => [], keyExtractor: { extract: () => '' } },
      /short form of keyExtractor/,
    ],
    ['a method timeout of nothing', { methodTimeout: '0s' }, /methodTimeout.*received '0s'/],
    [
      'a storage without keyspaces',
      { storage: new Map() },
      /storage is a CacheStorage.*method keyspace.*object of Map/,
    ],
    ['a policy that does not exist', { storageFailurePolicy: 'ignore' }, /fail-closed.*received 'ignore'/],
    ['a strategy that is half there', { evictionStrategy: { markRead() {} } }, /method markWritten/],
    ['a listener that is a function', { listeners: [() => {}] }, /listeners/],
    ['a logger without levels', { logger: {} }, /logger.*method debug/],
  ];
  it.each(options)('%s', (_name, wrong, message) => {
    expect(() => memoizeInMemory(load, wrong)).toThrow(message);
    expect(() => memoizeInMemory(load, wrong)).toThrow(ConfigurationError);
  });

  const setters: [string, (configuration: MutableCacheConfiguration) => unknown][] = [
    ['setCapacity', (c) => c.setCapacity(0)],
    ['setMethodTimeout', (c) => c.setMethodTimeout(-1)],
    ['setNamespace', (c) => c.setNamespace('')],
    ['setLifeSpan', (c) => c.setLifeSpan({ updateAfter: '2m', expireAfter: '1m' })],
    ['setStorageTimeout', (c) => c.setStorageTimeout('x' as '1s')],
    ['setConfigured', (c) => c.setConfigured('yes' as unknown as boolean)],
    ['setEntryBuilder', (c) => c.setEntryBuilder({} as ProvidedLifeSpanEntryBuilder)],
  ];
  it.each(setters)('in %s, and the old value stays', (_name, set) => {
    const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(new MapStorage()));
    const before = JSON.stringify(configuration);
    expect(() => set(configuration)).toThrow(ConfigurationError);
    expect(JSON.stringify(configuration)).toBe(before);
  });

  it.each([
    ['a text', 'no'],
    ['nothing', undefined],
    ['a generator function', function* generate() {}],
    ['an asynchronous generator function', async function* generate() {}],
  ])('%s in place of the function, at memoize and not at the first call', (_name, fn) => {
    expect(() => memoizeInMemory(fn as never)).toThrow(ConfigurationError);
  });

  it('a configuration that lacks a part', () => {
    const { logger: _, ...parts } = standardConfiguration(new MapStorage());
    expect(() => memoize(load, parts as never)).toThrow(/needs logger/);
  });

  it('a shared storage without a namespace', () => {
    const storage = Object.assign(new MapStorage(), { shared: true });
    expect(() => memoize(load, standardConfiguration(storage))).toThrow(/needs a namespace/);
  });

  it('one namespace of one storage for two functions that do not both share it', () => {
    const { memoize: on } = createMemoizer(standardConfiguration(new MapStorage()));
    on(load, { namespace: 'users' });
    expect(() => on(load, { namespace: 'users' })).toThrow(/another function has this namespace/);
    expect(() => on(load, { namespace: 'users', sharedNamespace: true })).toThrow(ConfigurationError);
    on(load, { namespace: 'teams', sharedNamespace: true });
    on(load, { namespace: 'teams', sharedNamespace: true });
  });

  it('but a namespace can be had again once its function is closed', async () => {
    const { memoize: on } = createMemoizer(standardConfiguration(new MapStorage()));
    await on(load, { namespace: 'users' }).close();
    expect(() => on(load, { namespace: 'users' })).not.toThrow();
  });

  it('one strategy instance for two functions, and the cure is named', () => {
    const configuration = { ...standardConfiguration(new MapStorage()) };
    const evictionStrategy = (configuration.evictionStrategy as () => never)();
    memoize(load, { ...configuration, evictionStrategy });
    expect(() => memoize(load, { ...configuration, evictionStrategy })).toThrow(/pass a factory/);
  });
});

describe('a call that cannot be answered', () => {
  it('while not configured rejects, and the loader does not run', async () => {
    const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(new MapStorage()));
    let loads = 0;
    const cached = memoize(async (_id: string) => ++loads, configuration);
    configuration.setConfigured(false);
    await expect(cached('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_NOT_CONFIGURED' });
    await expect(cached.refresh('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_NOT_CONFIGURED' });
    configuration.setConfigured(true);
    expect([await cached('ada'), loads]).toEqual([1, 1]);
    expect(cached.statistics()).toMatchObject({ calls: 2, refusals: 1 });
  });

  it('after close rejects, and the loader does not run', async () => {
    let loads = 0;
    const cached = memoize(async (_id: string) => ++loads, standardConfiguration(new MapStorage()));
    await cached('ada');
    await cached.close();
    await cached.close();
    await expect(cached('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
    await expect(cached('bob')).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
    await expect(cached.peek('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
    expect(loads).toBe(1);
  });

  it('for an argument without a stable text rejects, and the loader does not run', async () => {
    const cached = watch(async (_callback: unknown) => 1, {}, new ManualClock());
    const call = cached(() => {});
    await expect(call).rejects.toBeInstanceOf(UnkeyableArgumentError);
    await expect(call).rejects.toMatchObject({ path: 'args[0]' });
    expect(cached.statistics()).toMatchObject({ calls: 1, refusals: 1, loads: 0 });
  });

  it('goes straight through while bypassed, past storage and single flight', async () => {
    const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(new MapStorage()));
    let loads = 0;
    const cached = memoize(async (_id: string) => ++loads, configuration);
    configuration.setBypassed(true);
    expect(await Promise.all([cached('ada'), cached('ada')])).toEqual([1, 2]);
    configuration.setBypassed(false);
    expect([await cached('ada'), await cached('ada')]).toEqual([3, 3]);
  });
});

describe('a part that throws', () => {
  const thrown = new Error('broken part');
  const broken = () => {
    throw thrown;
  };

  it('as a listener, a logger or a strategy does not affect the call', async () => {
    const strategy = () => ({
      markRead: broken,
      markWritten: broken,
      markReleased: broken,
      nextToRelease: broken,
      tracked: () => [],
    });
    const { cached, loads } = setUp({
      listeners: [{ hit: broken, miss: broken, loaded: broken, removed: broken }],
      logger: { debug: broken, info: broken, warn: broken, error: broken },
      evictionStrategy: strategy,
    });
    const first = cached('ada');
    loads[0]!.resolve('Ada');

    expect([await first, await cached('ada')]).toEqual(['Ada', 'Ada']);
    await cached.invalidate('ada');
  });

  it('as the entry builder fails the callers of that load, and the key stays usable', async () => {
    let isBroken = true;
    const entryBuilder = {
      build: (_key: string, value: unknown, context: { entry: (value: unknown, span: object) => any }) =>
        isBroken ? broken() : context.entry(value, {}),
    };
    const { cached, loads } = setUp({ entryBuilder });
    const calls = Promise.allSettled([cached('ada'), cached('ada')]);
    loads[0]!.resolve('Ada');
    expect((await calls).map((result) => (result as PromiseRejectedResult).reason)).toEqual([thrown, thrown]);
    isBroken = false;
    const again = cached('ada');
    loads[1]!.resolve('Ada');
    expect(await again).toBe('Ada');
  });

  it('as the postprocessing fails that caller only', async () => {
    let isBroken = true;
    const postprocessing = { apply: (value: string) => (isBroken ? broken() : `processed ${value}`) };
    const { cached, loads } = setUp({ postprocessing });
    const first = cached('ada');
    loads[0]!.resolve('Ada');
    await expect(first).rejects.toBe(thrown);
    isBroken = false;
    expect(await cached('ada')).toBe('processed Ada');
  });

  it('as a synchronous storage is a miss, reported, and the caller is answered', async () => {
    const failures: unknown[] = [];
    const storage = new MapStorage();
    const keyspace = storage.keyspace.bind(storage);
    storage.keyspace = (namespace) => Object.assign(keyspace(namespace), { get: broken, offer: broken }) as never;
    const { cached, loads } = setUp(
      { listeners: [{ storageFailed: ({ error }) => failures.push(error.cause) }] },
      storage,
    );
    const first = cached('ada');
    loads[0]!.resolve('Ada');

    expect(await first).toBe('Ada');
    expect(failures).toEqual([thrown, thrown]);
  });

  it('as a storage gives the caller the error where failures are not to be passed over', async () => {
    const storage = new MapStorage();
    const keyspace = storage.keyspace.bind(storage);
    storage.keyspace = (namespace) => Object.assign(keyspace(namespace), { get: broken }) as never;
    const { cached, loads } = setUp({ storageFailurePolicy: 'fail-closed' }, storage);
    await expect(cached('ada')).rejects.toBeInstanceOf(StorageError);
    expect(loads).toEqual([]);
  });

  it('as a storage that answers with what is no entry is a miss', async () => {
    const failures: string[] = [];
    const storage = new MapStorage();
    const keyspace = storage.keyspace.bind(storage);
    storage.keyspace = (namespace) => Object.assign(keyspace(namespace), { get: () => ({ value: 'x' }) }) as never;
    const { cached, loads } = setUp(
      { listeners: [{ storageFailed: ({ error }) => failures.push(error.message) }] },
      storage,
    );
    const call = cached('ada');
    loads[0]!.resolve('Ada');
    expect(await call).toBe('Ada');
    expect(failures[0]).toMatch(/no entry: createdAt/);
  });

  it('as the loader of a background refresh is nobody’s unhandled rejection', async () => {
    const { cached, clock, loads } = setUp({ updateAfter: '1s', expireAfter: '1h' });
    await cached.prime(['ada'], 'old');
    await clock.advance('1s');
    await cached('ada');
    loads[0]!.reject(undefined);
    await settle();
    expect(await cached('ada')).toBe('old');
  });
});

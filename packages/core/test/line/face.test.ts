import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  type CacheConfiguration,
  ConfigurationError,
  createMemoizer,
  MethodNameAndArgumentsKeyExtractor,
  MutableCacheConfiguration,
  memoize,
  standardConfiguration,
} from '../../src/index.js';
import { MapStorage } from '../support/map-storage.js';
import { memoizerInMemory } from '../support/memoizer.js';

async function findUser(this: unknown, id: string, _locale?: string): Promise<string> {
  return `${(this as { prefix?: string } | undefined)?.prefix ?? ''}${id}`;
}

describe('a memoized function', () => {
  it('keeps the name and the length of the function it stands for', () => {
    const cached = memoizerInMemory().memoize(findUser);
    expect([cached.name, cached.length]).toEqual(['findUser', 2]);
  });

  it('can be called with another this, applied and bound; this is never part of the key', async () => {
    const cached = memoizerInMemory().memoize(findUser);
    expect(await cached.call({ prefix: 'a ' }, 'ada')).toBe('a ada');
    expect(await cached.apply({ prefix: 'b ' }, ['ada'])).toBe('a ada');
    const bound = cached.bind({ prefix: 'c ' }, 'bob');
    expect([await bound(), bound.name]).toEqual(['c bob', 'bound findUser']);
    expect(cached.statistics()).toMatchObject({ loads: 2, hits: 1 });
  });

  it('can be told how it is by util.inspect and JSON: name, namespace, parts, entries, hit ratio', async () => {
    const { memoize } = createMemoizer(standardConfiguration(new MapStorage()));
    const cached = memoize(findUser, { namespace: 'users', capacity: 10 });
    for (let call = 0; call < 4; call++) await cached('ada');

    expect(JSON.parse(JSON.stringify(cached))).toMatchObject({
      name: 'findUser',
      namespace: 'users',
      storage: 'MapStorage',
      entryBuilder: 'ProvidedLifeSpanEntryBuilder',
      capacity: 10,
      entries: 1,
      hitRatio: 0.75,
    });
    expect(inspect(cached)).toMatch(/^\[Memoized \{.*name: 'findUser'.*hitRatio: 0.75.*\}\]$/s);
    expect(inspect(cached)).not.toContain('ada');
  });

  it('with a key extractor by method name and arguments shares no key with another one of one keyspace', async () => {
    const storage = new MapStorage();
    const shared = {
      storage,
      namespace: 'all',
      sharedNamespace: true,
      keyExtractor: new MethodNameAndArgumentsKeyExtractor(),
    };
    const { memoize } = memoizerInMemory();
    const one = memoize(async function one(id: string) {
      return `one ${id}`;
    }, shared);
    const two = memoize(async function two(id: string) {
      return `two ${id}`;
    }, shared);

    expect([await one('ada'), await two('ada'), await one('ada')]).toEqual(['one ada', 'two ada', 'one ada']);
    expect(one.keyOf('ada')).not.toBe(two.keyOf('ada'));
  });

  it('leaves out of the key what selectArguments leaves out', async () => {
    let loads = 0;
    const cached = memoizerInMemory().memoize(
      async (id: string, _client: () => void) => {
        loads++;
        return id;
      },
      { selectArguments: (id) => [id] },
    );
    await cached('ada', () => {});
    await cached('ada', () => {});
    await cached.invalidate('ada', () => {});
    await cached('ada', () => {});

    expect(loads).toBe(2);
  });

  it('refuses at once what is no configuration, not at the first call', () => {
    expect(() => memoize(findUser, {} as CacheConfiguration)).toThrow(ConfigurationError);
    expect(() => memoize(findUser, undefined as unknown as CacheConfiguration)).toThrow(ConfigurationError);
  });
});

describe('one configuration for many functions', () => {
  it('gives each a keyspace, flights and a strategy of its own', async () => {
    const configuration = MutableCacheConfiguration.initializedWith(
      standardConfiguration(new MapStorage()),
    ).setCapacity(1);
    const one = memoize(async (id: string) => `one ${id}`, configuration);
    const two = memoize(async (id: string) => `two ${id}`, configuration);

    expect(await Promise.all([one('ada'), two('ada')])).toEqual(['one ada', 'two ada']);
    await one.invalidate('ada');
    expect([await one.peek('ada'), (await two.peek('ada'))?.value]).toEqual([undefined, 'two ada']);
    await one('bob');
    expect((await two.peek('ada'))?.value).toBe('two ada');
  });

  it('can be told what it says by util.inspect and JSON', () => {
    const configuration = MutableCacheConfiguration.initializedWith(
      standardConfiguration(new MapStorage()),
    ).setNamespace('users');
    expect(JSON.parse(JSON.stringify(configuration))).toMatchObject({ namespace: 'users', methodTimeout: '2m' });
    expect(inspect(configuration)).toMatch(/^MutableCacheConfiguration \{.*namespace: 'users'/s);
  });

  it('takes nothing of what is set on a copy of it', () => {
    const base = MutableCacheConfiguration.initializedWith(standardConfiguration(new MapStorage()));
    const copy = MutableCacheConfiguration.initializedWith(base).setNamespace('copy');
    base.setMethodTimeout('1s');
    expect([base.namespace, copy.namespace, copy.methodTimeout]).toEqual([undefined, 'copy', '2m']);
  });

  it('has the defaults of py-memoize: 2 minutes, 10 minutes, 30 minutes, 4096 entries', async () => {
    const { memoize } = createMemoizer(standardConfiguration(new MapStorage()));
    const cached = memoize(async (n: number) => n);
    await cached(0);
    const { createdAt, staleAt, expiresAt, keepUntil } = (await cached.peek(0))!;
    expect([staleAt - createdAt, expiresAt - createdAt, keepUntil - expiresAt]).toEqual([600_000, 1_800_000, 0]);
    for (let n = 1; n <= 4_096; n++) await cached(n);
    expect(cached.statistics()).toMatchObject({ entries: 4_096, evictions: 1 });
    expect(standardConfiguration(new MapStorage()).methodTimeout).toBe('2m');
  });
});

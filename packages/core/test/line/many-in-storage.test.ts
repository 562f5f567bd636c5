import { describe, expect, it } from '@jest/globals';
import {
  type BulkKeyspace,
  type CacheStorage,
  createMemoizer,
  LeastRecentlyUsedEvictionStrategy,
  type ManyOptions,
  standardConfiguration,
} from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { asynchronous } from '../support/asynchronous.js';
import { MapStorage } from '../support/map-storage.js';
import { LeasingStorage } from '../testing/leasing-storage.js';

/** As many as can be seen from outside: two processes are two of these on one storage. */
function setUp(storage: CacheStorage, options: ManyOptions<string, string> = {}) {
  const batches: string[][] = [];
  const clock = new ManualClock();
  const { memoizeMany } = createMemoizer({ ...standardConfiguration(storage), clock });
  const users = memoizeMany<string, string>(
    (keys) => {
      batches.push([...keys]);
      return keys.map((key) => key.toUpperCase());
    },
    { namespace: 'users', sharedNamespace: true, ...options },
  );
  return { users, batches, clock };
}

describe('many keys of an asynchronous storage', () => {
  it('are read by one command, each key once, and only the rest is loaded', async () => {
    const storage = asynchronous(new LeasingStorage());
    await setUp(storage).users.many(['a', 'b']);
    const { users, batches } = setUp(storage);
    storage.commands.length = 0;

    expect(await users.many(['c', 'a', 'b', 'a'])).toEqual(['C', 'A', 'B', 'A']);
    expect(storage.commands.filter((command) => command.startsWith('get'))).toEqual(['getMany c,a,b']);
    expect(batches).toEqual([['c']]);
    expect(users.statistics()).toMatchObject({ calls: 4, hits: 3, misses: 1 });
  });

  it('are not asked for again where they are in flight', async () => {
    const storage = asynchronous(new LeasingStorage());
    const { users, batches } = setUp(storage);
    const flying = users('a');
    expect(await users.many(['a', 'b', 'c'])).toEqual(['A', 'B', 'C']);
    expect(await flying).toBe('A');
    expect(storage.commands.filter((command) => command.startsWith('get'))).toEqual(['get a', 'getMany b,c']);
    expect(batches.flat().sort()).toEqual(['a', 'b', 'c']);
  });

  it('are read one by one where the storage cannot do otherwise', async () => {
    const storage = asynchronous(new MapStorage());
    const { users } = setUp(storage);
    expect(await users.many(['a', 'b'])).toEqual(['A', 'B']);
    expect(storage.commands.slice(0, 2)).toEqual(['get a', 'get b']);
  });

  it('are loaded within the storage timeout where the one command is late, which is one failure', async () => {
    const storage = asynchronous(new LeasingStorage());
    const frozen: CacheStorage = {
      shared: false,
      keyspace: (namespace, context) => ({
        ...storage.keyspace<any>(namespace, context),
        getMany: () => new Promise(() => {}),
      }),
    };
    const { users, clock } = setUp(frozen);
    const all = users.many(['a', 'b', 'c']);
    await clock.advance('250ms');

    expect(await all).toEqual(['A', 'B', 'C']);
    expect(users.statistics()).toMatchObject({ storageFailures: 1, loads: 3 });
    expect(storage.commands).toEqual([]); // nor is anything else sent on behalf of these callers
    await users.close();
    expect(clock.pending).toBe(0);
  });

  it('are loaded where the one command fails, of which nothing is left unhandled', async () => {
    const failing: CacheStorage = {
      shared: false,
      keyspace: (namespace, context) => ({
        ...asynchronous(new MapStorage()).keyspace<any>(namespace, context),
        getMany: () => {
          throw new Error('down');
        },
      }),
    };
    const { users } = setUp(failing);

    expect(await users.many(['a', 'b', 'c', 'a'])).toEqual(['A', 'B', 'C', 'A']);
    expect(users.statistics()).toMatchObject({ storageFailures: 1, loads: 3 });
  });

  it('do not bring back what is invalidated while the command is under way', async () => {
    const storage = asynchronous(new LeasingStorage());
    await setUp(storage).users.many(['a', 'b']);
    let answer = (): void => {};
    const slow: CacheStorage = {
      shared: false,
      keyspace: (namespace, context) => {
        const keyspace = storage.keyspace<any>(namespace, context) as BulkKeyspace<any>;
        const getMany = async (keys: readonly string[]) => {
          const read = await keyspace.getMany(keys);
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
          return read;
        };
        return { ...keyspace, getMany } as BulkKeyspace<any>;
      },
    };
    const { users, batches } = setUp(slow);
    const early = users.many(['a', 'b']);
    await settle();
    await users.invalidate('a');
    const late = users('a');
    answer();

    expect(await Promise.all([early, late])).toEqual([['A', 'B'], 'A']);
    expect(batches).toEqual([['a']]);
  });
});

describe('many keys in memory', () => {
  it('are counted and marked like single calls', async () => {
    const storage = new MapStorage();
    const heard: string[] = [];
    const { users } = setUp(storage, { listeners: [{ hit: ({ key }) => heard.push(key) }] });
    await users.many(['a', 'b']);
    await users.many(['b', 'a', 'a']);

    expect(heard).toEqual(['b', 'a', 'a']);
    expect(users.statistics()).toMatchObject({ calls: 5, hits: 3, misses: 2 });
  });

  it('make the least recently used go, as single calls do', async () => {
    const { users, batches } = setUp(new MapStorage(), {
      evictionStrategy: new LeastRecentlyUsedEvictionStrategy({ capacity: 2 }),
    });
    await users.many(['a', 'b']);
    await users.many(['a']);
    await users.many(['c']);
    await users.many(['a', 'c']);
    await users('b');

    expect(batches).toEqual([['a', 'b'], ['c'], ['b']]);
  });

  it('are refreshed behind the scenes where they are stale', async () => {
    const { users, batches, clock } = setUp(new MapStorage(), { updateAfter: '1s', expireAfter: '1h' });
    await users.many(['a', 'b']);
    await clock.advance('1s');
    expect(await users.many(['a', 'b'])).toEqual(['A', 'B']);
    await settle();

    expect(batches).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(users.statistics()).toMatchObject({ staleHits: 2, backgroundRefreshes: 2 });
  });

  it('leave through the postprocessing, and ask for versions, like single calls', async () => {
    const { users } = setUp(new MapStorage(), { postprocessing: { apply: (value) => `<${value}>` } });
    await users.many(['a']);
    expect(await users.many(['a', 'b'])).toEqual(['<A>', '<B>']);

    let version = 1;
    const versioned = setUp(new MapStorage(), { version: () => version });
    await versioned.users.many(['a', 'b']);
    version = 2;
    await versioned.users.many(['a', 'b']);
    expect(versioned.batches).toHaveLength(2);
  });
});

describe('many keys for one request', () => {
  it('are all left by its signal, and loaded for those who stay', async () => {
    const { users, batches } = setUp(new MapStorage(), { gather: '10ms' });
    const controller = new AbortController();
    const reason = new Error('the request was closed');
    const leaving = users.with({ signal: controller.signal }).many(['a', 'b']);
    const staying = users.many(['b', 'c']);
    controller.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    await users.close();

    expect(await staying).toEqual(['B', 'C']);
    expect(batches).toEqual([['b', 'c']]);
  });

  it('are loaded again where it asks for that', async () => {
    const { users, batches } = setUp(new MapStorage());
    await users.many(['a', 'b']);
    await users.with({ refresh: true }).manySettled(['a', 'b']);
    expect(batches).toHaveLength(2);
  });

  it('are refused where it is over already', async () => {
    const { users } = setUp(new MapStorage());
    await users.many(['a', 'b']);
    const over = users.with({ signal: AbortSignal.abort(new Error('closed')) });
    await expect(over.many(['a', 'b'])).rejects.toThrow('closed');
  });

  it('are refused after close', async () => {
    const { users } = setUp(new MapStorage());
    await users.many(['a']);
    await users.close();
    await expect(users.many(['a'])).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
  });
});

import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import {
  type CacheStorage,
  type Clock,
  ConfigurationError,
  createMemoizer,
  MutableCacheConfiguration,
  memoize,
  standardConfiguration,
} from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { asynchronous } from '../support/asynchronous.js';
import { heldLoads } from '../support/held-loads.js';
import { MapStorage } from '../support/map-storage.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';
import { LeasingStorage } from '../testing/leasing-storage.js';

const REFRESH = { every: '2s', olderThan: '10s' } as const;

async function loaded(options: Parameters<typeof setUp>[0] = {}) {
  const all = setUp({ scheduledRefresh: REFRESH, ...options });
  const first = all.cached('ada');
  all.loads[0]!.resolve('old');
  await first;
  return all;
}

function configured() {
  const clock = new ManualClock();
  const { load, loads } = heldLoads();
  const configuration = MutableCacheConfiguration.initializedWith({
    ...standardConfiguration(new MapStorage()),
    clock,
    scheduledRefresh: REFRESH,
  });
  return { cached: memoize(load, configuration), configuration, clock, loads };
}

describe('a scheduled refresh', () => {
  it('reloads what is old enough without any read', async () => {
    const { cached, clock, loads } = await loaded();
    await clock.advance('8s');
    expect(loads).toHaveLength(1);
    await clock.advance('2s');
    expect(loads.map(({ args }) => args)).toEqual([['ada'], ['ada']]);
    loads[1]!.resolve('new');
    await settle();
    expect(await cached('ada')).toBe('new');
    expect(cached.statistics()).toMatchObject({ calls: 2, misses: 1, hits: 1, backgroundRefreshes: 1 });
  });

  it('survives failures, with pauses that grow', async () => {
    const { cached, clock, loads } = await loaded();
    await clock.advance('10s');
    loads[1]!.reject(new Error('down'));
    await clock.advance('2s');
    loads[2]!.reject(new Error('down'));
    await clock.advance('2s');
    expect(loads).toHaveLength(4);
    loads[3]!.resolve('new');
    await settle();
    expect(await cached('ada')).toBe('new');
  });

  it('rests when nobody has called for a while, and goes on with the next call', async () => {
    const { cached, clock, loads } = await loaded({ scheduledRefresh: { ...REFRESH, stopWhenIdleFor: '5s' } });
    await clock.advance('1m');
    expect(loads).toHaveLength(1);
    expect(await cached('ada')).toBe('old');
    await clock.advance('2s');
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');
    await settle();
  });

  it('forgets what is no longer there, and ends with close', async () => {
    const { cached, clock, loads } = await loaded();
    await cached.invalidate('ada');
    await clock.advance('1m');
    expect(loads).toHaveLength(1);
    await cached.close();
    expect(clock.pending).toBe(0);
  });

  it('starts a bounded number of loads at a time', async () => {
    const { cached, clock, loads } = setUp({ scheduledRefresh: REFRESH });
    for (let id = 0; id < 10; id++) await cached.prime([String(id)], 'old');
    await clock.advance('10s');
    expect(loads).toHaveLength(4);
    loads[0]!.resolve('new');
    await settle();
    expect(loads).toHaveLength(5);
    for (let at = 1; at < 10; at++) {
      loads[at]!.resolve('new');
      await settle();
    }
  });

  it('survives a storage that fails, and a version function that throws', async () => {
    const storage = asynchronous(new MapStorage());
    let isDown = false;
    const failing: CacheStorage = {
      shared: false,
      keyspace(namespace, context) {
        const keyspace = storage.keyspace<any>(namespace, context);
        const get: typeof keyspace.get = (key) => {
          if (isDown) throw new Error('down');
          return keyspace.get(key);
        };
        return { ...keyspace, get };
      },
    };
    let version = (): number => 1;
    const { cached, clock, loads } = setUp({ scheduledRefresh: REFRESH, version: () => version() }, failing);
    const first = cached('ada');
    await settle();
    loads[0]!.resolve('old');
    await first;
    isDown = true;
    await clock.advance('10s');
    isDown = false;
    version = () => {
      throw new Error('no version');
    };
    await clock.advance('2s');
    expect(loads).toHaveLength(1);
    version = () => 1;
    await clock.advance('2s');
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');
    await settle();
    expect(await cached('ada')).toBe('new');
  });

  it('begins no load once the function is closed, also where it was just reading', async () => {
    const storage = new RemoteStorage(false);
    storage.isHolding = false;
    const { cached, clock, loads } = setUp({ scheduledRefresh: REFRESH }, storage);
    const first = cached('ada');
    await settle();
    loads[0]!.resolve('old');
    await first;
    await clock.advance('9s');
    storage.isHolding = true;
    await clock.advance('1s');
    await cached.close();
    storage.answer('get');
    await settle();

    expect([loads.length, clock.pending]).toEqual([1, 0]);
  });

  it('pauses while the function is bypassed or not configured', async () => {
    const { cached, configuration, clock, loads } = configured();
    await cached.prime(['ada'], 'old');
    configuration.setBypassed(true);
    await clock.advance('20s');
    configuration.setBypassed(false).setConfigured(false);
    await clock.advance('20s');
    expect(loads).toHaveLength(0);
    configuration.setConfigured(true);
    await clock.advance('2s');
    expect(loads).toHaveLength(1);
    loads[0]!.resolve('new');
    await settle();
    await cached.close();
  });

  it('knows what it knew when its terms change', async () => {
    const { cached, configuration, clock, loads } = configured();
    await cached.prime(['ada'], 'old');
    configuration.setScheduledRefresh({ every: '1s', olderThan: '3s' });
    await clock.advance('3s');
    expect(loads).toHaveLength(1);
    loads[0]!.resolve('new');
    await settle();
    configuration.setScheduledRefresh(undefined);
    await clock.advance('1m');
    expect(loads).toHaveLength(1);
    await cached.close();
    expect(clock.pending).toBe(0);
  });

  it('runs outside the asynchronous context of whoever called first', async () => {
    const requests = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const manual = new ManualClock();
    const clock: Clock = {
      now: () => manual.now(),
      monotonic: () => manual.monotonic(),
      schedule: (after, task) => manual.schedule(after, AsyncResource.bind(task)), // as timers do
    };
    const { memoize: make } = createMemoizer({ ...standardConfiguration(new MapStorage()), clock });
    const cached = make(async (id: string) => id, {
      scheduledRefresh: REFRESH,
      version: () => {
        seen.push(requests.getStore());
        return 1;
      },
    });
    await requests.run('the first request', () => cached('ada'));
    await manual.advance('10s');
    expect(seen).toEqual(['the first request', undefined]);
    await cached.close();
  });

  it('refreshes the keys of a loader for many together', async () => {
    const clock = new ManualClock();
    const batches: string[][] = [];
    const { memoizeMany } = createMemoizer({ ...standardConfiguration(new MapStorage()), clock });
    const users = memoizeMany<string, string>(
      (keys) => {
        batches.push([...keys]);
        return [...keys];
      },
      { scheduledRefresh: REFRESH, maxBatch: 5 },
    );
    const keys = Array.from({ length: 7 }, (_, at) => `user ${at}`);
    await users.many(keys);
    batches.length = 0;
    await clock.advance('10s');
    expect(batches.flat().sort()).toEqual(keys);
    expect(batches[0]).toHaveLength(5);
    await users.close();
  });

  it('is done by one process at a time where the storage leases', async () => {
    const storage = asynchronous(new LeasingStorage());
    const clock = new ManualClock();
    const processes = [0, 1, 2].map(() => {
      const { load, loads } = heldLoads();
      const { memoize: make } = createMemoizer({ ...standardConfiguration(storage), clock, namespace: 'users' });
      return { loads, cached: make(load, { scheduledRefresh: REFRESH, sharedNamespace: true }) };
    });
    for (const { cached } of processes) await cached.prime(['ada'], 'old');
    await clock.advance('10s');
    const running = processes.filter(({ loads }) => loads.length > 0);
    expect(running).toHaveLength(1);
    running[0]!.loads[0]!.resolve('new');
    await clock.advance('8s');
    expect(processes.map(({ loads }) => loads.length).sort()).toEqual([0, 0, 1]);
    for (const { cached } of processes) {
      expect((await cached.peek('ada'))?.value).toBe('new');
      await cached.close();
    }
    expect(clock.pending).toBe(0);
  });

  it.each([{ every: '2s' }, { every: 0, olderThan: '1s' }, { every: '1s', olderThan: '1s', idle: '1s' }])(
    'is refused as %p',
    (refresh) => {
      expect(() => setUp({ scheduledRefresh: refresh as never })).toThrow(ConfigurationError);
    },
  );
});

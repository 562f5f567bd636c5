import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import {
  closeMethodsOf,
  createMemoizer,
  LeastRecentlyUsedEvictionStrategy,
  type LiveFunction,
  liveFunctions,
  MutableCacheConfiguration,
  standardConfiguration,
} from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { memoizerInMemory } from '../support/memoizer.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';
import { setUpProcesses } from '../tiers/support/processes.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function live(label: string): LiveFunction {
  const found = liveFunctions().filter((each) => each.label === label);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('the live functions', () => {
  it('are those in use: from when they are made until they are closed', async () => {
    const { cached } = setUp({ namespace: 'users' });
    expect(live('users')).toMatchObject({ namespace: 'users', name: 'load', isMethod: false, isClosed: false });

    await cached.close();

    expect(liveFunctions()).toEqual([]);
  });

  it('are the same objects each time, with numbers of their own', () => {
    setUp({ namespace: 'users' });
    setUp({ namespace: 'teams' });

    expect(live('users')).toBe(live('users'));
    expect(live('users').id).not.toBe(live('teams').id);
  });

  it('go by their names where nothing else was configured', () => {
    const { memoize } = memoizerInMemory();
    const [first, second] = [memoize(async function findUser() {}), memoize(async () => {})];

    const labels = liveFunctions().map(({ label, namespace }) => [label, namespace.replace(/\d+/, 'n')]);
    expect(labels).toEqual(
      expect.arrayContaining([
        ['findUser', 'findUser#n'],
        ['anonymous', 'anonymous#n'],
      ]),
    );
    return Promise.all([first.close(), second.close()]);
  });

  it('are not kept alive', async () => {
    const { memoize } = memoizerInMemory();
    (() => void memoize(async function forgotten() {}))();
    expect(live('forgotten').namespace).toMatch(/^forgotten#/);

    await setImmediate(); // what was looked at in this turn is kept until its end
    collectGarbage();

    expect(liveFunctions().map(({ label }) => label)).not.toContain('forgotten');
  });

  it('show each object of a method under one label, without keeping it alive', async () => {
    const { memoized } = memoizerInMemory();
    class Books {
      constructor(readonly shelf: string) {}
      @memoized
      async all(): Promise<string> {
        return this.shelf;
      }
    }
    const kept = new Books('kept');
    await Promise.all([kept.all(), new Books('forgotten').all()]);
    const ofBooks = () => liveFunctions().filter(({ label }) => label === 'Books.all');
    expect(ofBooks().map(({ isMethod }) => isMethod)).toEqual([true, true]);

    await setImmediate();
    collectGarbage();

    expect(ofBooks()).toHaveLength(1);
    expect(await ofBooks()[0]!.handle!.refresh()).toBe('kept');
    closeMethodsOf(kept);
    expect(ofBooks()).toEqual([]);
  });

  it('have the handle of the function', async () => {
    const { cached, loads } = setUp({ namespace: 'users' });
    const call = cached('ada');
    loads[0]!.resolve('Ada');
    await call;
    const { handle } = live('users');
    expect(handle!.statistics()).toEqual(cached.statistics());

    await handle!.invalidate('ada');

    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('say what is configured, in plain words', () => {
    setUp({ namespace: 'users', storageTimeout: '1s' });

    expect(live('users').settings()).toMatchObject({ namespace: 'users', storageTimeout: '1s', storage: 'MapStorage' });
  });
});

describe('the loads of a live function', () => {
  it('have an age, a stage, and callers', async () => {
    const { cached, loads, clock } = setUp({ namespace: 'users' });
    const calls = [cached('ada'), cached('ada')];
    await clock.advance('3s');

    expect(live('users').loads()).toEqual([
      {
        key: 'ada',
        age: 3_000,
        stage: 'loading',
        calls: 2,
        background: false,
        forced: false,
        void: undefined,
        timedOut: false,
      },
    ]);
    loads[0]!.resolve('Ada');
    await Promise.all(calls);
    expect(live('users').loads()).toEqual([]);
  });

  it('include those that wait for their turn', async () => {
    const { cached, loads, clock } = setUp({ namespace: 'users', maxConcurrentLoads: 1 });
    const calls = [cached('ada'), cached('bob')];
    await clock.advance('2s');

    const waiting = live('users')
      .loads()
      .find(({ key }) => key === 'bob');
    expect(waiting).toMatchObject({ age: 2_000, stage: 'queued' });
    loads[0]!.resolve('Ada');
    await settle();
    loads[1]!.resolve('Bob');
    await Promise.all(calls);
  });

  it('include those that nobody can join any more, and say why', async () => {
    const { cached, loads, clock } = setUp({ namespace: 'users', methodTimeout: '5s' });
    const fenced = cached('ada');
    await cached.invalidate('ada');
    expect(live('users').loads()).toMatchObject([{ key: 'ada', void: 'fenced', calls: 1 }]);
    loads[0]!.resolve('fenced');
    await fenced;
    const late = expect(cached('bob')).rejects.toThrow('longer than');
    await clock.advance('5s');
    await late;

    expect(live('users').loads()).toMatchObject([{ key: 'bob', timedOut: true, calls: 0, age: 5_000 }]);
    loads[1]!.resolve('late');
    await settle();
  });
});

describe('the holdings of a live function', () => {
  it('are its entries and its bound', async () => {
    const { cached, loads } = setUp({ namespace: 'users', capacity: 10 });
    const call = cached('ada');
    loads[0]!.resolve('Ada');
    await call;

    expect(live('users').holdings()).toEqual({
      entries: 1,
      weight: undefined,
      capacity: 10,
      strategy: 'AdaptiveEvictionStrategy',
    });
  });

  it('are weights where there are any', async () => {
    const evictionStrategy = () =>
      new LeastRecentlyUsedEvictionStrategy({ capacity: 100, weigh: (text) => text.length });
    const { cached, loads } = setUp({ namespace: 'users', evictionStrategy });
    const call = cached('ada');
    loads[0]!.resolve('seven..');
    await call;

    expect(live('users').holdings()).toMatchObject({ entries: 1, weight: 7, capacity: 100 });
  });
});

describe('the storage of a live function', () => {
  it('has a breaker, and invalidations that it did not confirm', async () => {
    const remote = new RemoteStorage();
    remote.isHolding = false;
    const failing = {
      shared: true,
      keyspace: <V>() => {
        const fail = () => Promise.reject(new Error('down'));
        return { ...remote.keyspace<V>(), get: fail, offer: fail, invalidate: fail };
      },
    };
    const { cached, loads } = setUp({ namespace: 'users' }, failing);
    expect(live('users').storage()).toMatchObject({ shared: true, breaker: 'closed', unconfirmed: 0 });

    for (let call = 0; call < 5; call++) {
      const answer = cached('ada');
      await settle();
      loads.at(-1)!.resolve('Ada');
      await answer;
    }
    await expect(cached.invalidate('ada')).rejects.toThrow('not confirmed');

    expect(live('users').storage()).toMatchObject({ breaker: 'open', unconfirmed: 1 });
  });

  it('has the name of its class where it tells nothing of itself', () => {
    setUp({ namespace: 'users' }, new MapStorage());

    expect(live('users').storage().name).toBe('MapStorage');
  });

  it('has tiers, and says how well it knows what others removed', async () => {
    const { processes, advance } = setUpProcesses(1);
    const storage = () => liveFunctions()[0]!.storage();
    await advance(100);
    expect(storage()).toMatchObject({
      name: 'TieredStorage',
      tiers: [{ name: 'MapStorage' }, { name: 'FarStorage' }],
      log: { isTrusted: true, gaps: 1 },
    });
    expect(storage().log!.lag).toBeLessThan(storage().log!.maxStaleness);
    expect(processes).toHaveLength(1);
  });
});

describe('a listener added to a live function', () => {
  it('hears what happens until it is taken away', async () => {
    const { cached, loads } = setUp({ namespace: 'users' });
    const heard: string[] = [];
    const remove = live('users').addListener({
      miss: ({ key }) => void heard.push(`miss ${key}`),
      hit: ({ key }) => void heard.push(`hit ${key}`),
    });
    const call = cached('ada');
    loads[0]!.resolve('Ada');
    await call;
    await cached('ada');
    expect(heard).toEqual(['miss ada', 'hit ada']);

    remove();
    remove();
    await cached('ada');

    expect(heard).toHaveLength(2);
  });

  it('stays when the configuration changes, beside the configured ones', async () => {
    const heard: string[] = [];
    const hearing = (who: string) => ({ hit: () => void heard.push(who) });
    const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(new MapStorage()))
      .setNamespace('users')
      .addListener(hearing('configured'));
    const { memoize } = createMemoizer(configuration);
    const cached = memoize(async () => 'value');
    const remove = live('users').addListener(hearing('added'));
    configuration.addListener(hearing('configured later'));
    await cached();
    await cached();

    expect(heard).toEqual(['configured', 'configured later', 'added']);
    remove();
    await cached.close();
  });

  it('is taken away once where it was added twice', async () => {
    let heard = 0;
    const listener = { hit: () => void heard++ };
    const { cached, loads } = setUp({ namespace: 'users' });
    const call = cached('ada');
    loads[0]!.resolve('Ada');
    await call;
    const removals = [live('users').addListener(listener), live('users').addListener(listener)];
    await cached('ada');
    removals[0]!();
    await cached('ada');

    expect(heard).toBe(3);
  });
});

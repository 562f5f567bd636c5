import { afterEach, describe, expect, it } from '@jest/globals';
import { type CacheStorage, ConfigurationError, type StorageError } from '@memoir/core';
import { HeldStorage, heldLoads, ManualClock } from '@memoir/core/testing';
import { MemoryStorage } from '@memoir/storage-memory';
import { Keyv as Keyv5 } from 'keyv';
import { Keyv as Keyv6 } from 'keyv-6';
import { type KeyvLike, KeyvMemoir, type KeyvMemoirOptions, wrap } from '../src/index.js';

const opened: KeyvMemoir[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.disconnect();
});

function newStore(storage: CacheStorage, options?: KeyvMemoirOptions) {
  const store = new KeyvMemoir(storage, options);
  opened.push(store);
  return store;
}

describe.each([
  ['Keyv 5', Keyv5 as unknown as typeof Keyv6],
  ['Keyv 6', Keyv6],
])('a store for %s', (_version, Keyv) => {
  const setUp = (options: KeyvMemoirOptions & { readonly ttl?: number } = {}) => {
    const { ttl, ...rest } = options;
    const clock = new ManualClock(Date.now());
    const storage = new MemoryStorage({ sweepEvery: 'never' });
    const store = newStore(storage, { clock, ...rest });
    const keyv = new Keyv({ store, namespace: 'users', ...(ttl === undefined ? {} : { ttl }) });
    return { keyv: keyv as typeof keyv & KeyvLike, store, storage, clock };
  };

  it('keeps, finds, counts and forgets', async () => {
    const { keyv, store } = setUp();
    expect(await keyv.set('ada', { name: 'Ada' })).toBe(true);
    expect(await keyv.get('ada')).toEqual({ name: 'Ada' });
    expect(await keyv.get(['ada', 'bob'])).toEqual([{ name: 'Ada' }, undefined]);
    expect(store.line.statistics()).toMatchObject({ hits: 2, misses: 1 });
    expect([await keyv.has('ada'), await keyv.has('bob')]).toEqual([true, false]);
    expect([await keyv.delete('ada'), await keyv.delete('ada')]).toEqual([true, false]);
    expect(await keyv.get('ada')).toBeUndefined();
  });

  it('keeps many at once', async () => {
    const { keyv } = setUp();
    const isKept = await keyv.setMany([
      { key: 'ada', value: 1 },
      { key: 'bob', value: 2, ttl: 1_000 },
    ]);
    expect(isKept).toEqual([true, true]);
    expect(await keyv.getMany(['bob', 'ada'])).toEqual([2, 1]);
  });

  it('lets go of what is past its time to live, in the time of its own clock', async () => {
    const { keyv, clock } = setUp();
    await keyv.set('ada', 'Ada', 1_000);
    await keyv.set('bob', 'Bob');
    await clock.advance(999);
    expect([await keyv.has('ada'), await keyv.get('ada')]).toEqual([true, 'Ada']);
    await clock.advance(1);
    expect([await keyv.has('ada'), await keyv.get('ada')]).toEqual([false, undefined]);
    await clock.advance('300d');
    expect(await keyv.get('bob')).toBe('Bob');
  });

  it('clears one namespace, also of another Keyv on the same storage, and leaves the others alone', async () => {
    const { keyv, storage } = setUp();
    const sibling = new Keyv({ store: newStore(storage), namespace: 'users' });
    const other = new Keyv({ store: newStore(storage), namespace: 'books' });
    await Promise.all([keyv.set('a', 'user'), other.set('a', 'book')]);
    expect(await sibling.get('a')).toBe('user');
    await sibling.clear();
    expect([await keyv.get('a'), await other.get('a')]).toEqual([undefined, 'book']);
  });

  it('holds no more than its capacity, and goes on holding what is asked for', async () => {
    const { keyv } = setUp({ capacity: 10 });
    for (let id = 0; id < 100; id++) {
      await keyv.set(`user ${id}`, id);
      await keyv.get('user 0');
    }
    const held = await keyv.get(Array.from({ length: 100 }, (_, id) => `user ${id}`));
    expect([held[0], held.filter((value: unknown) => value !== undefined).length <= 10]).toEqual([0, true]);
  });

  it('refuses work after it was disconnected', async () => {
    const { keyv, store } = setUp();
    await keyv.set('ada', 'Ada');
    await keyv.disconnect();
    await expect(store.get('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
  });

  describe('wrapped', () => {
    it('loads once for all callers, and shares what it loads with get and set', async () => {
      const { keyv } = setUp();
      const held = heldLoads<[unknown]>();
      const calls = [wrap(keyv, 'ada', held.load), wrap(keyv, 'ada', held.load), wrap(keyv, 'ada', held.load)];
      (await held.next()).resolve({ name: 'Ada' });
      expect(await Promise.all(calls)).toEqual(Array(3).fill({ name: 'Ada' }));
      expect([held.calls.length, await keyv.get('ada')]).toEqual([1, { name: 'Ada' }]);
      await keyv.set('ada', { name: 'Augusta' });
      expect(await wrap(keyv, 'ada', held.load)).toEqual({ name: 'Augusta' });
    });

    it('does not store what was loaded before a delete, a clear or a set', async () => {
      const { keyv } = setUp();
      const removals = [() => keyv.delete('ada'), () => keyv.clear(), () => keyv.set('ada', 'set')];
      const left: unknown[] = [];
      for (const remove of removals) {
        const held = heldLoads<[unknown]>();
        const early = wrap(keyv, 'ada', held.load); // its load has begun ...
        await remove(); // ... when the source changes
        (await held.next()).resolve('old');
        await early;
        left.push(await keyv.get('ada'));
      }
      expect(left).toEqual([undefined, undefined, 'set']);
    });

    it("lives as long as it is told, else as the Keyv's time to live says", async () => {
      const { keyv, clock } = setUp({ ttl: 10_000 });
      let loads = 0;
      const load = async () => ++loads;
      const both = async () => [
        await wrap(keyv, 'short', load, (value) => ({ expireAfter: value * 1_000 })),
        await wrap(keyv, 'as Keyv says', load),
      ];
      expect(await both()).toEqual([1, 2]);
      await clock.advance(1_000);
      expect(await both()).toEqual([3, 2]);
      await clock.advance(9_000);
      expect(await both()).toEqual([4, 5]);
    });

    it('answers what is stale at once and refreshes it behind', async () => {
      const { keyv, clock } = setUp({ refreshThreshold: 400 });
      const held = heldLoads<[unknown]>();
      await keyv.set('ada', 'old', 1_000);
      await clock.advance(600);
      expect(await wrap(keyv, 'ada', held.load)).toBe('old');
      (await held.next()).resolve('new');
      await clock.advance(0);
      expect(await wrap(keyv, 'ada', held.load)).toBe('new');
      expect(held.calls).toHaveLength(1);
    });

    it("gives every caller the loader's own error, and stores nothing", async () => {
      const { keyv } = setUp();
      const error = new Error('down');
      const failing = () => Promise.reject(error);
      const results = await Promise.allSettled([wrap(keyv, 'ada', failing), wrap(keyv, 'ada', failing)]);
      expect(results).toEqual(Array(2).fill({ status: 'rejected', reason: error }));
      expect(await wrap(keyv, 'ada', async () => 'Ada')).toBe('Ada');
    });

    it('keeps what stands for nothing elsewhere', async () => {
      const { keyv } = setUp();
      let loads = 0;
      for (const value of [0, '', false, null]) {
        const load = async () => {
          loads++;
          return value;
        };
        expect([await wrap(keyv, `${value}`, load), await wrap(keyv, `${value}`, load)]).toEqual([value, value]);
      }
      expect(loads).toBe(4);
    });

    it('loads again what cannot be read', async () => {
      const { keyv, store } = setUp();
      const key = _version === 'Keyv 5' ? 'users:ada' : 'ada';
      keyv.on('error', () => {});
      await store.set(key, _version === 'Keyv 5' ? undefined : 'not JSON');
      expect(await wrap(keyv, 'ada', async () => 'Ada')).toBe('Ada');
      expect(await keyv.get('ada')).toBe('Ada');
    });

    it('needs a Keyv on such a store', async () => {
      const elsewhere = new Keyv() as unknown as KeyvLike;
      await expect(wrap(elsewhere, 'ada', async () => 'Ada')).rejects.toThrow(ConfigurationError);
    });
  });
});

describe('a store whose storage fails', () => {
  const setUp = (options: KeyvMemoirOptions) => {
    const storage = new HeldStorage({ shared: true });
    const store = newStore(storage, { clock: new ManualClock(), ...options });
    return { storage, store };
  };
  const down = new Error('down');

  it('has nothing, reports why, and keeps nothing', async () => {
    const errors: StorageError[] = [];
    const { storage, store } = setUp({ listeners: [{ storageFailed: ({ error }) => errors.push(error) }] });
    const found = store.get('ada');
    (await storage.next('get')).fail(down);
    expect(await found).toBeUndefined();
    expect(errors).toMatchObject([{ cause: down }]);
    const kept = store.set('ada', 'Ada');
    (await storage.next('offer')).fail(down);
    expect(await kept).toBe(false);
  });

  it('tells Keyv of it where that is asked for', async () => {
    const { storage, store } = setUp({ storageFailurePolicy: 'fail-closed' });
    const keyv = new Keyv5({ store, throwOnErrors: true });
    const told = expect(keyv.get('ada')).rejects.toMatchObject({ cause: down });
    (await storage.next('get')).fail(down);
    await told;
  });

  it('never takes a removal for done that was not confirmed', async () => {
    const { storage, store } = setUp({});
    const deleted = expect(store.delete('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_INVALIDATION_UNCONFIRMED' });
    (await storage.next('get')).fail(down);
    (await storage.next('invalidate')).fail(down);
    await deleted;
    expect(await store.get('ada')).toBeUndefined(); // whatever the storage may hold
  });
});

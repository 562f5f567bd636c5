import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, createMemoizer, type StorageError, standardConfiguration } from '@memoir/core';
import { storageConformance } from '@memoir/core/testing';
import { JsonSerde } from '@memoir/serde-json';
import { Keyv } from 'keyv';
import { KeyvStorage } from '../src/keyv-storage.js';

const serde = new JsonSerde();
const newKeyv = (store = new Map<string, unknown>()) => new Keyv({ store, throwOnErrors: true });

storageConformance({ describe, it }, 'KeyvStorage', () => new KeyvStorage(newKeyv(), { serde }));
const backend = new Map<string, unknown>();
storageConformance(
  { describe, it },
  'KeyvStorage that others share',
  () => new KeyvStorage(newKeyv(backend), { serde, shared: true }),
);

function setUp() {
  const store = new Map<string, unknown>();
  const keyv = newKeyv(store);
  const { memoize } = createMemoizer(standardConfiguration(new KeyvStorage(keyv, { serde })));
  let loads = 0;
  const cached = memoize(async (id: string) => ({ id, load: ++loads }), { namespace: 'users', expireAfter: '1h' });
  return { store, keyv, cached };
}

describe('a storage on Keyv', () => {
  it('outlives the process where the backend does, and is not served what was invalidated', async () => {
    const { store, cached } = setUp();
    const first = await cached('ada');
    const { memoize } = createMemoizer(standardConfiguration(new KeyvStorage(newKeyv(store), { serde })));
    const restarted = memoize(async (id: string) => ({ id, load: 0 }), { namespace: 'users' });
    expect(await restarted('ada')).toEqual(first);
    await restarted.invalidate('ada');
    expect(await restarted('ada')).toEqual({ id: 'ada', load: 0 });
  });

  it('lets the backend drop what is past its time', async () => {
    const { store, cached } = setUp();
    await cached('ada');
    const kept = JSON.parse([...store.values()].at(-1) as string) as { expires: number };
    const hours = (kept.expires - Date.now()) / 3_600_000;
    expect([hours > 0.9, hours < 1.1]).toEqual([true, true]);
  });

  it.each(['x'.repeat(10_000), 'two words', 'line\nbreak', '\ud83d\ude00', '\ud800', '', 'a#b'])(
    'keeps what is asked for with %p',
    async (id) => {
      const { store, cached } = setUp();
      expect(await cached(id)).toEqual({ id, load: 1 });
      expect(await cached(id)).toEqual({ id, load: 1 });
      for (const name of store.keys()) {
        expect(name).toMatch(/^[\x21-\x7e]{1,200}$/);
      }
    },
  );

  it('answers from the loader while the backend fails, and confirms no invalidation then', async () => {
    const { store, cached } = setUp();
    await cached('ada');
    for (const method of ['get', 'set', 'delete'] as const) {
      Object.defineProperty(store, method, { value: () => Promise.reject(new Error('down')), configurable: true });
    }
    expect(await cached('ada')).toEqual({ id: 'ada', load: 2 });
    await expect(cached.invalidate('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_INVALIDATION_UNCONFIRMED' });
    await cached.close();
  });

  it('does not take for stored what the backend says it did not keep', async () => {
    const keyv = { throwOnErrors: true, get: async () => undefined, set: async () => false, delete: async () => true };
    const errors: StorageError[] = [];
    const { memoize } = createMemoizer(standardConfiguration(new KeyvStorage(keyv, { serde })));
    const cached = memoize(async () => 'value', { listeners: [{ storageFailed: ({ error }) => errors.push(error) }] });
    expect(await cached()).toBe('value');
    expect(errors.length).toBeGreaterThan(0);
    await cached.close();
  });

  it('refuses a Keyv that keeps its errors to itself', () => {
    expect(() => new KeyvStorage(new Keyv(), { serde })).toThrow(ConfigurationError);
    expect(() => new KeyvStorage(undefined as never, { serde })).toThrow(ConfigurationError);
  });
});

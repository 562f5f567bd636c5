import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration } from '@memoir/core';
import { storageConformance } from '@memoir/core/testing';
import { JsonSerde } from '@memoir/serde-json';
import { createStorage } from 'unstorage';
import fsDriver from 'unstorage/drivers/fs';
import lruDriver from 'unstorage/drivers/lru-cache';
import { UnstorageStorage } from '../src/unstorage-storage.js';

const serde = new JsonSerde();
let folder: string;
let folders = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memoir-unstorage-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const inFiles = () => createStorage({ driver: fsDriver({ base: join(folder, String(++folders)) }) });

storageConformance(
  { describe, it },
  'UnstorageStorage in memory',
  () => new UnstorageStorage(createStorage(), { serde }),
);
storageConformance({ describe, it }, 'UnstorageStorage in files', () => new UnstorageStorage(inFiles(), { serde }));
storageConformance(
  { describe, it },
  'UnstorageStorage in an lru-cache that others share',
  () => new UnstorageStorage(createStorage({ driver: lruDriver({}) }), { serde, shared: true }),
);

function setUp(client = inFiles()) {
  const { memoize } = createMemoizer(standardConfiguration(new UnstorageStorage(client, { serde })));
  let loads = 0;
  return memoize(async (id: string) => ({ id, load: ++loads }), { namespace: 'users', storageTimeout: '10s' });
}

describe('a storage on unstorage', () => {
  it('outlives the process where the driver does, and is not served what was invalidated', async () => {
    const client = inFiles();
    const first = await setUp(client)('ada');
    const restarted = setUp(client);
    expect(await restarted('ada')).toEqual(first);
    await restarted.invalidate('ada');
    await restarted('bob');
    expect(await restarted('ada')).toEqual({ id: 'ada', load: 2 });
  });

  it.each(['x'.repeat(10_000), '../../etc/passwd', 'a:b/c\\d?e', 'A', 'line\nbreak', '\ud83d\ude00', '\ud800', ''])(
    'keeps what is asked for with %p, under a name that stays in its place',
    async (id) => {
      const base = String(++folders);
      const cached = setUp(createStorage({ driver: fsDriver({ base: join(folder, base) }) }));
      expect([await cached(id), await cached(id)]).toEqual([
        { id, load: 1 },
        { id, load: 1 },
      ]);
      for (const file of await readdir(join(folder, base, 'memoir'))) expect(file).toMatch(/^[a-z0-9.-]{64,160}$/);
    },
  );

  it('tells a driver that knows it how long to keep what it is given, in whole seconds', async () => {
    const told: unknown[] = [];
    const kept = new Map<string, Uint8Array>();
    const client = {
      getItemRaw: async (key: string) => kept.get(key) ?? null,
      setItemRaw: async (key: string, value: Uint8Array, options: object) => {
        kept.set(key, value);
        told.push(options);
      },
      removeItem: async () => {},
    };
    const { memoize } = createMemoizer(standardConfiguration(new UnstorageStorage(client, { serde })));
    await memoize(async () => 'value', { updateAfter: '100ms', expireAfter: '1500ms', namespace: 'short' })();
    expect(told).toContainEqual({ ttl: 2 });
  });

  it('takes for a failure what is no bytes', async () => {
    const client = { getItemRaw: async () => 'text', setItemRaw: async () => {}, removeItem: async () => {} };
    const { memoize } = createMemoizer(standardConfiguration(new UnstorageStorage(client, { serde })));
    const cached = memoize(async () => 'value');
    expect(await cached()).toBe('value');
    expect(cached.statistics().storageFailures).toBeGreaterThan(0);
    await cached.close();
  });
});

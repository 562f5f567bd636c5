import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import keyvTestSuite from '@keyv/test-suite';
import type { CacheStorage } from '@memoir/core';
import { heldLoads } from '@memoir/core/testing';
import { type RedisForTests, redisForTests } from '@memoir/redis-test-server';
import { JsonSerde } from '@memoir/serde-json';
import { MemoryStorage } from '@memoir/storage-memory';
import { RedisStorage } from '@memoir/storage-redis';
import { Redis } from 'ioredis';
import { Keyv } from 'keyv';
import { KeyvMemoir, wrap } from '../src/index.js';

/** Keyv's suite is written for a runner that hands `expect` to each test. */
const runner = {
  it: (name: string, body: (given: { expect: typeof expect }) => unknown) =>
    it(name, async () => {
      await body({ expect });
    }),
  beforeEach,
  afterEach,
};

const inMemory = new MemoryStorage();
let server: RedisForTests;
let client: Redis;
let inRedis: RedisStorage;

beforeAll(async () => {
  server = await redisForTests();
  client = new Redis(server.url);
  inRedis = new RedisStorage({ client, serde: new JsonSerde(), prefix: 'keyv-suite' });
});
afterAll(async () => {
  await inRedis.close();
  client.disconnect();
  await server.close();
});

describe.each<[string, () => CacheStorage]>([
  ['memory', () => inMemory],
  ['Redis', () => inRedis],
])("Keyv's own suite on results in %s", (_where, storage) => {
  keyvTestSuite(runner as never, Keyv as never, () => {
    const store = new KeyvMemoir(storage(), { storageTimeout: '10s' });
    open.push(store);
    return store as never;
  });
});

describe('what two processes wrap', () => {
  it('is loaded by one of them, and not stored by either once it was deleted', async () => {
    const clientOfOther = new Redis(server.url);
    const inOther = new RedisStorage({ client: clientOfOther, serde: new JsonSerde(), prefix: 'keyv-suite' });
    const [one, other] = [inRedis, inOther].map((storage) => {
      const store = new KeyvMemoir(storage, { storageTimeout: '10s' });
      open.push(store);
      return new Keyv({ store: store as never, namespace: 'wrapped' });
    });
    const held = heldLoads<[unknown]>();
    const calls = Promise.all([wrap(one!, 'ada', held.load), wrap(other!, 'ada', held.load)]);
    const load = await held.next();
    load.resolve('Ada');
    expect(await calls).toEqual(['Ada', 'Ada']);
    expect(held.calls).toHaveLength(1);

    await one!.delete('ada');
    const early = wrap(other!, 'ada', held.load);
    const late = await held.next();
    await one!.delete('ada');
    late.resolve('old');
    expect(await early).toBe('old');
    expect([await one!.get('ada'), await other!.get('ada')]).toEqual([undefined, undefined]);
    await inOther.close();
    clientOfOther.disconnect();
  });
});

const open: KeyvMemoir[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.disconnect();
});

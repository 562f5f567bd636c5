import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { MutableCacheConfiguration, memoize, standardConfiguration, TieredStorage, withWrite } from '@memoir/core';
import { until } from '@memoir/redis-test-server';
import { MemoryStorage } from '@memoir/storage-memory';
import { Redis } from 'ioredis';
import { RedisStorage } from '../src/index.js';
import { freshPrefix } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';
import { testSerde } from './support/test-serde.js';

const at = new ServerForTests();
const ROUNDS = 40;
const KEYS = 50;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A process that comes, reads, writes, invalidates by key and by tag, and goes. */
async function oneProcess(prefix: string, round: number): Promise<void> {
  const client = new Redis(at.server.url);
  const storage = new TieredStorage(new MemoryStorage(), new RedisStorage({ client, serde: testSerde, prefix }));
  const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(storage))
    .setNamespace('users')
    .setLifeSpan({ updateAfter: 50, expireAfter: 100 })
    .setResultTags((_value: string, id: string) => [`tag of ${id}`]);
  const cached = memoize(async (id: string) => `${id} ${'x'.repeat(1_000)}`, configuration);
  for (let number = 0; number < KEYS; number++) {
    const id = `user ${round}-${number}`;
    await cached(id);
    if (number % 5 === 0) await cached.invalidate(id);
    if (number % 7 === 0) await withWrite([cached.target(id)], () => undefined);
    if (number % 10 === 0) await cached.invalidateTags([`tag of ${id}`]);
  }
  await cached.invalidateAll();
  await cached.close();
  await storage.close();
  client.disconnect();
}

function heap(): number {
  for (let time = 0; time < 3; time++) collectGarbage();
  return globalThis.process.memoryUsage().heapUsed;
}

describe('processes that come and go with keys and tags of their own', () => {
  it('leave neither memory nor connections nor keys that stay', async () => {
    const prefix = freshPrefix();
    const log = `${prefix}::{${prefix}}:log`;
    for (let round = 0; round < 5; round++) await oneProcess(prefix, round);
    const [before, connections] = [
      heap(),
      Number((await at.redis.info('clients')).match(/connected_clients:(\d+)/)![1]),
    ];

    for (let round = 5; round < ROUNDS; round++) await oneProcess(prefix, round);

    await until(async () => (await at.redis.keys(`${prefix}:users:*`)).length === 0);
    expect(heap() - before).toBeLessThan(3_000_000);
    await until(async () => {
      const now = Number((await at.redis.info('clients')).match(/connected_clients:(\d+)/)![1]);
      return now <= connections;
    });
    expect(await at.redis.xlen(log)).toBeLessThan(10_200);
    // What is left runs out, but for the clock and the epoch of the one namespace.
    const staying: string[] = [];
    for (const key of await at.redis.keys(`${prefix}*`)) if ((await at.redis.pttl(key)) < 0) staying.push(key);
    expect(staying.map((key) => key.slice(key.lastIndexOf('}') + 1)).sort()).toEqual([':clock', ':epoch:users']);
  }, 60_000);
});

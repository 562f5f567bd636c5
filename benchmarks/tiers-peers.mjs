// Two tiers in many ways, and one tier of each kind to compare with: each has `read(key)` and `close()`.

import KeyvRedis from '@keyv/redis';
import { TieredStorage } from '@memoir/core';
import { JsonSerde } from '@memoir/serde-json';
import { MemoryStorage } from '@memoir/storage-memory';
import { RedisStorage } from '@memoir/storage-redis';
import { createCache } from 'async-cache-dedupe';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisDriver } from 'bentocache/drivers/redis';
import { Cacheable } from 'cacheable';
import { Redis } from 'ioredis';
import { Loader, RedisCache } from 'layered-loader';
import { memoize } from 'memoir';

const HOUR = 3_600_000;
const MOST = 10_000;
const FEW = 32;
const LIFE_SPAN = { updateAfter: HOUR / 2, expireAfter: HOUR };
const tags = (key) => [`user:${key}`, 'team:red'];

async function memoir(storage, load, more = {}) {
  const read = memoize(load, { namespace: 'users', storage, tags, ...LIFE_SPAN, ...more });
  await read('user-1');
  await read.invalidateTags(['team:blue', 'team:green']);
  return { read, close: () => read.close().then(() => storage.close()) };
}

/** What stands in the memory of the process is read. */
export const nearReaders = {
  'memoir in memory': (_url, load) => memoir(new MemoryStorage({ maxEntries: MOST }), load),
  'memoir in tiers': (url, load) =>
    memoir(
      new TieredStorage(
        new MemoryStorage({ maxEntries: MOST }),
        new RedisStorage({ url, serde: new JsonSerde(), prefix: 'tiers' }),
      ),
      load,
    ),
  async bentocache(url, load) {
    const connection = new Redis(url);
    const store = bentostore()
      .useL1Layer(memoryDriver({ maxItems: MOST, serialize: false }))
      .useL2Layer(redisDriver({ connection, prefix: 'bento-two' }));
    const bento = new BentoCache({ default: 'users', stores: { users: store } });
    return {
      read: (key) => bento.getOrSet({ key, ttl: HOUR, factory: () => load(key) }),
      close: () => bento.disconnectAll(),
    };
  },
  async cacheable(url, load) {
    const cache = new Cacheable({ secondary: new KeyvRedis(url, { namespace: 'cacheable-two' }) });
    return { read: (key) => cache.getOrSet(key, () => load(key), { ttl: HOUR }), close: () => cache.disconnect() };
  },
  async 'layered-loader'(url, load) {
    const redis = new Redis(url);
    const loader = new Loader({
      inMemoryCache: { cacheType: 'lru-object', ttlInMsecs: HOUR, maxItems: MOST },
      asyncCache: new RedisCache(redis, { json: true, ttlInMsecs: HOUR, prefix: 'layered-two' }),
      dataSources: [{ name: 'source', get: load, getMany: (keys) => Promise.all(keys.map(load)) }],
    });
    return { read: (key) => loader.get(key), close: () => redis.disconnect() };
  },
  /** It has one storage; its memory is the faster of the two. */
  async 'async-cache-dedupe'(_url, load) {
    const cache = createCache({ ttl: HOUR / 1_000, storage: { type: 'memory', options: { size: MOST } } });
    cache.define('users', load);
    return { read: (key) => cache.users(key), close: () => undefined };
  },
};

/** What stands in Redis is read: the near tier takes all of it, and has no room to keep it until it is asked for again. */
export const farReaders = {
  'memoir in Redis': (url, load) => memoir(new RedisStorage({ url, serde: new JsonSerde(), prefix: 'one' }), load),
  'memoir in tiers': (url, load) =>
    memoir(
      new TieredStorage(
        new MemoryStorage({ maxEntries: FEW }),
        new RedisStorage({ url, serde: new JsonSerde(), prefix: 'two' }),
      ),
      load,
    ),
};

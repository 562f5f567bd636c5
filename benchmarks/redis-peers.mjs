// What reads a 1 KB JSON object from Redis, in many ways: each has `read(key)`, which resolves with the object, and
// `close()`. All values stand before anything is measured; nothing is kept in the process.

import KeyvRedis from '@keyv/redis';
import { JsonSerde } from '@memoir/serde-json';
import { nodeRedis, RedisStorage } from '@memoir/storage-redis';
import { createClient } from '@redis/client';
import { createCache } from 'async-cache-dedupe';
import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import { Cacheable } from 'cacheable';
import { Redis } from 'ioredis';
import Keyv from 'keyv';
import { Loader, RedisCache } from 'layered-loader';
import { memoize } from 'memoir';
import { createStorage } from 'unstorage';
import unstorageRedis from 'unstorage/drivers/redis';

const HOUR = 3_600_000;

/** Every reader, given where Redis is and what to load on a miss. */
export const readers = {
  /** The floor: what everybody has to do at least. */
  async 'ioredis GET + JSON.parse'(url, load) {
    const redis = new Redis(url);
    const read = async (key) => {
      const text = await redis.get(`raw:${key}`);
      if (text !== null) return JSON.parse(text);
      const value = await load(key);
      await redis.set(`raw:${key}`, JSON.stringify(value), 'PX', HOUR);
      return value;
    };
    return { read, close: () => redis.disconnect() };
  },
  async memoir(url, load) {
    const storage = new RedisStorage({ url, serde: new JsonSerde() });
    const read = memoize(load, { namespace: 'users', storage, updateAfter: HOUR / 2, expireAfter: HOUR });
    return { read, close: () => read.close().then(() => storage.close()) };
  },
  async 'memoir, node-redis'(url, load) {
    const client = await createClient({ url }).on('error', console.error).connect();
    const storage = new RedisStorage({ client: nodeRedis(client), serde: new JsonSerde(), prefix: 'memoir-node' });
    const read = memoize(load, { namespace: 'users', storage, updateAfter: HOUR / 2, expireAfter: HOUR });
    return { read, close: () => read.close().then(() => client.destroy()) };
  },
  async bentocache(url, load) {
    const connection = new Redis(url);
    const store = bentostore().useL2Layer(redisDriver({ connection, prefix: 'bento' }));
    const bento = new BentoCache({ default: 'users', stores: { users: store } });
    return {
      read: (key) => bento.getOrSet({ key, ttl: HOUR, factory: () => load(key) }),
      close: () => bento.disconnectAll(),
    };
  },
  async 'async-cache-dedupe'(url, load) {
    const client = new Redis(url);
    const cache = createCache({ ttl: HOUR / 1_000, storage: { type: 'redis', options: { client } } });
    cache.define('users', load);
    return { read: (key) => cache.users(key), close: () => client.disconnect() };
  },
  async 'layered-loader'(url, load) {
    const redis = new Redis(url);
    const loader = new Loader({
      asyncCache: new RedisCache(redis, { json: true, ttlInMsecs: HOUR, prefix: 'layered' }),
      dataSources: [{ name: 'source', get: load, getMany: (keys) => Promise.all(keys.map(load)) }],
    });
    return { read: (key) => loader.get(key), close: () => redis.disconnect() };
  },
  async unstorage(url, load) {
    const storage = createStorage({ driver: unstorageRedis({ url, base: 'unstorage' }) });
    const read = async (key) => {
      const found = await storage.getItem(key);
      if (found !== null) return found;
      const value = await load(key);
      await storage.setItem(key, value);
      return value;
    };
    return { read, close: () => storage.dispose() };
  },
  /** Its memory is all that it insists on; here it forgets at once. */
  async cacheable(url, load) {
    const forgetful = new Keyv({ store: forgetfulStore() });
    const cache = new Cacheable({ primary: forgetful, secondary: new KeyvRedis(url, { namespace: 'cacheable' }) });
    return {
      read: (key) => cache.getOrSet(key, () => load(key), { ttl: HOUR }),
      close: () => cache.disconnect(),
    };
  },
  async 'keyv by hand'(url, load) {
    const keyv = new Keyv({ store: new KeyvRedis(url), namespace: 'keyv' });
    const read = async (key) => {
      const found = await keyv.get(key);
      if (found !== undefined) return found;
      const value = await load(key);
      await keyv.set(key, value, HOUR);
      return value;
    };
    return { read, close: () => keyv.disconnect() };
  },
};

function forgetfulStore() {
  return { get: () => undefined, set: () => undefined, delete: () => false, clear: () => undefined };
}

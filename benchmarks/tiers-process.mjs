// One process of the measurement of invalidations: holds a value in its near tier, and says when that is gone.
import { TieredStorage } from '@memoir/core';
import { JsonSerde } from '@memoir/serde-json';
import { MemoryStorage } from '@memoir/storage-memory';
import { RedisStorage } from '@memoir/storage-redis';
import { Redis } from 'ioredis';
import { memoize } from 'memoir';

/** A source in Redis, and a function over it. */
export async function open(url) {
  const source = new Redis(url);
  const storage = new TieredStorage(new MemoryStorage(), new RedisStorage({ url, serde: new JsonSerde() }));
  const read = memoize(async () => Number(await source.get('source')), {
    namespace: 'seen',
    storage,
    expireAfter: '1h',
  });
  return {
    read,
    set: (version) => source.set('source', version),
    close: async () => {
      await read.close();
      await storage.close();
      source.disconnect();
    },
  };
}

if (process.send) {
  const { read } = await open(process.argv[2]);
  process.on('message', async (version) => {
    while ((await read('ada')) !== version) await new Promise((resolve) => setTimeout(resolve, 1));
    process.send('holding');
    while ((await read('ada')) === version) await new Promise((resolve) => setImmediate(resolve));
    process.send(performance.timeOrigin + performance.now());
  });
  process.send('ready');
}

// The snippets of packages/storage-redis/README.md. The server's address is the first argument, or REDIS_URL.
import { JsonSerde } from '@memoir/serde-json';
import { nodeRedis, RedisStorage } from '@memoir/storage-redis';
import { Redis } from 'ioredis';
import { memoize } from 'memoir';
import { createClient } from 'redis';

const url = process.argv[2] ?? process.env['REDIS_URL'] ?? 'redis://127.0.0.1';
const loadUser = async (id: string) => ({ id, seen: new Date(0) });

const serde = new JsonSerde();
const storage = new RedisStorage({ url, serde });
const getUser = memoize(loadUser, { namespace: 'users', storage, expireAfter: '1h' });
await getUser.invalidateAll();
console.log(await getUser('ada'), await getUser('ada'));

const client = new Redis(url);
const onIoredis = new RedisStorage({ client, serde }); // also a Cluster, and one found by Sentinels
const nodeClient = createClient({ url });
const onNodeRedis = new RedisStorage({ client: nodeRedis(await nodeClient.connect()), serde });

for (const shared of [onIoredis, onNodeRedis]) {
  const getSame = memoize(loadUser, { namespace: 'users', storage: shared, expireAfter: '1h' });
  await getSame('ada');
  console.log(`${getSame.statistics().hits} hit`);
  await getSame.close();
  await shared.close();
}
await nodeClient.close();

await getUser.close();
await storage.close();
await client.quit(); // if it is yours

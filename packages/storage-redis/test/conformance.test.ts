import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { V8Serde } from '@memoir/core';
import { storageConformance } from '@memoir/core/testing';
import { type RedisForTests, redisForTests } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { Redis as Redis6 } from 'ioredis-6';
import { createClient as createClient5 } from 'node-redis-5';
import { createClient as createClient6 } from 'node-redis-6';
import { nodeRedis, RedisStorage } from '../src/index.js';

let server: RedisForTests;
const clients: { disconnect(): void }[] = [];

beforeAll(async () => {
  server = await redisForTests();
});
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await server.close();
});

function kept<C extends { disconnect(): void }>(client: C): C {
  clients.push(client);
  return client;
}

storageConformance({ describe, it }, 'RedisStorage on ioredis 5', () => {
  return new RedisStorage({ client: kept(new Redis(server.url)), serde: new V8Serde() });
});

storageConformance({ describe, it }, 'RedisStorage on node-redis 5', async () => {
  const client = await createClient5({ url: server.url }).connect();
  clients.push({ disconnect: () => client.destroy() });
  return new RedisStorage({ client: nodeRedis(client), serde: new V8Serde() });
});

storageConformance({ describe, it }, 'RedisStorage on node-redis 6', async () => {
  const client = await createClient6({ url: server.url }).connect();
  clients.push({ disconnect: () => client.destroy() });
  return new RedisStorage({ client: nodeRedis(client), serde: new V8Serde() });
});

storageConformance({ describe, it }, 'RedisStorage with a client of its own', () => {
  return new RedisStorage({ url: server.url, serde: new V8Serde() });
});

storageConformance({ describe, it }, 'RedisStorage on ioredis 6', () => {
  return new RedisStorage({ client: kept(new Redis6(server.url)), serde: new V8Serde() });
});

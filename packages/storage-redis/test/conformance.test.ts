import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { V8Serde } from '@memoir/core';
import { storageConformance } from '@memoir/core/testing';
import { type RedisForTests, redisForTests } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { Redis as Redis6 } from 'ioredis-6';
import { RedisStorage } from '../src/index.js';

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

storageConformance({ describe, it }, 'RedisStorage on ioredis 6', () => {
  return new RedisStorage({ client: kept(new Redis6(server.url)), serde: new V8Serde() });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RedisForTests, redisForTests } from '@memoir/redis-test-server';
import { buildExamples, runExample } from './support/run-example.js';

let redis: RedisForTests;

beforeAll(buildExamples, 120_000);
beforeAll(async () => {
  redis = await redisForTests();
});
afterAll(() => redis.close());

it('the storage is the same by an address, on ioredis and on node-redis', async () => {
  const user = "{ id: 'ada', seen: 1970-01-01T00:00:00.000Z }";

  expect(await runExample('readme/storage-redis.js', redis.url)).toEqual({
    stdout: `${user} ${user}\n1 hit\n1 hit\n`,
    stderr: '',
    code: 0,
  });
});

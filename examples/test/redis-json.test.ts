import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RedisForTests, redisForTests } from '@memoir/redis-test-server';
import { buildExamples, runExample } from './support/run-example.js';

const ACCOUNT = `{
  id: 'a-1',
  owner: 'Ada',
  opened: 1970-01-01T00:00:00.000Z,
  limits: Map(1) { 'EUR' => 500 },
  cents: 18446744073709551616n
}`;

const PRINTED = `two processes ask at once: 1 load
${ACCOUNT}
${ACCOUNT}
changed behind its back: Ada
invalidated in one process: Grace in the other, 2 loads in all
`;

describe('redis-json', () => {
  let redis: RedisForTests;

  beforeAll(buildExamples, 120_000);
  beforeAll(async () => {
    redis = await redisForTests();
  });
  afterAll(() => redis.close());

  it('gives both processes the same account from one load, and ends by itself', async () => {
    expect(await runExample('redis-json.js', redis.url)).toEqual({ stdout: PRINTED, stderr: '', code: 0 });
  });

  it('finds nothing of an earlier run', async () => {
    expect(await runExample('redis-json.js', redis.url)).toMatchObject({ stdout: PRINTED });
  });
});

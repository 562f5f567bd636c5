import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RedisForTests, redisForTests } from '@memoir/redis-test-server';
import { buildExamples, runExample } from './support/run-example.js';

const TWO_TIERS = `loaded by the first process: 3
read by the second: 3, 1 load
the same promise for every hit: true
invalidated, at once in the process that did it: 4
within maxStaleness, in practice a few milliseconds, in the other: true
asked by two processes, loaded 2 times
`;

const WRITE_PATH = `before: 10000, 15000 in all
  in the middle of the write, before its commit: 10000
  after its commit, the load before it was not kept: 12500
deposited: 2500
after: 12500, 17500 in all
a write that fails: the connection broke after the commit
and what it may have done: 4999
`;

describe('with memory in front of Redis', () => {
  let redis: RedisForTests;

  beforeAll(buildExamples, 120_000);
  beforeAll(async () => {
    redis = await redisForTests();
  });
  afterAll(() => redis.close());

  it('two-tiers prints what both processes see, and ends by itself', async () => {
    expect(await runExample('two-tiers.js', redis.url)).toEqual({ stdout: TWO_TIERS, stderr: '', code: 0 });
  });

  it('every-process shows what was set, in all of them at once, and ends by itself', async () => {
    const stdout = 'each of 20 prices, in every process, as soon as it was set\n';
    expect(await runExample('every-process.js', redis.url)).toEqual({ stdout, stderr: '', code: 0 });
  });

  it('write-path shows what is kept during a write, and ends by itself', async () => {
    expect(await runExample('write-path.js', redis.url)).toEqual({ stdout: WRITE_PATH, stderr: '', code: 0 });
  });
});

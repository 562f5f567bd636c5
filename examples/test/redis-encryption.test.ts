import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RedisForTests, redisForTests } from '@memoir/redis-test-server';
import { buildExamples, runExample } from './support/run-example.js';

const PRINTED = `under the old key: a broken wrist (loads: 1)
  'broken wrist' in what Redis holds: no
  'key-1', which is no secret: yes
read where the new key writes: a broken wrist (loads: 0)
another patient there: a broken wrist (loads: 1)
  'key-2' in what Redis holds: yes
altered by an intruder: a broken wrist (loads: 1)
  reported: $: cannot be decrypted: altered, or written with another key of that identifier
read again: a broken wrist (loads: 0)
  replaced under 'key-2': yes
`;

describe('redis-encryption', () => {
  let redis: RedisForTests;

  beforeAll(buildExamples, 120_000);
  beforeAll(async () => {
    redis = await redisForTests();
  });
  afterAll(() => redis.close());

  it('hides the text, reads what the old key wrote, replaces what was altered, and ends by itself', async () => {
    expect(await runExample('redis-encryption.js', redis.url)).toEqual({ stdout: PRINTED, stderr: '', code: 0 });
  });
});

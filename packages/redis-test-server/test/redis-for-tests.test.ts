import { afterEach, describe, expect, it } from '@jest/globals';
import { answers, RedisServer, redisForTests } from '../src/index.js';

const given = process.env['REDIS_URL'];
const portOf = (url: string) => Number(new URL(url).port);

afterEach(() => {
  if (given === undefined) {
    delete process.env['REDIS_URL'];
  } else {
    process.env['REDIS_URL'] = given;
  }
});

describe('a Redis for ordinary tests', () => {
  it('is the one at REDIS_URL, which goes on after it was closed', async () => {
    await using server = await RedisServer.start();
    process.env['REDIS_URL'] = server.url;

    const redis = await redisForTests();
    expect(redis.url).toBe(server.url);

    await redis.close();
    expect(await answers(server.port)).toBe(true);
  });

  it('is started where none is named, and gone once it is closed', async () => {
    delete process.env['REDIS_URL'];

    const redis = await redisForTests();
    expect(await answers(portOf(redis.url))).toBe(true);

    await redis.close();
    expect(await answers(portOf(redis.url))).toBe(false);
  });
});

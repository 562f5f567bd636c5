import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { provideRedis } from '../../src/provide/provide-redis.js';
import type { RedisSource } from '../../src/provide/redis-source.js';
import { SystemPackages } from '../../src/provide/system-packages.js';

const source = (name: string, find: RedisSource['find']): RedisSource => ({ name, find });

function setUp() {
  const said: string[] = [];
  return { said, say: (line: string) => void said.push(line) };
}

describe('providing a Redis for the tests', () => {
  it('takes the first source that has one and asks no further', async () => {
    const { say, said } = setUp();

    const added = await provideRedis({}, say, [
      source('a', async () => undefined),
      source('b', async () => '/bin/b'),
      source('c', () => Promise.reject(new Error('asked too many'))),
    ]);

    expect(added).toEqual({ MEMOIR_REDIS_SERVER: '/bin/b' });
    expect(said).toEqual(['Redis servers: /bin/b (b)']);
  });

  it('goes on after a source that does not work, saying so', async () => {
    const { say, said } = setUp();

    const added = await provideRedis({}, say, [
      source('a', () => Promise.reject(new Error('image not found'))),
      source('b', async () => '/bin/b'),
    ]);

    expect(added).toEqual({ MEMOIR_REDIS_SERVER: '/bin/b' });
    expect(said[0]).toBe('Redis servers: a: image not found');
  });

  it('fails with all that was tried where there is none', async () => {
    const { say } = setUp();
    const sources = [
      source('a', () => Promise.reject(new Error('image not found'))),
      source('b', async () => undefined),
    ];

    await expect(provideRedis({}, say, sources)).rejects.toThrow(/a: image not found\n {2}- b: none\n.*REDIS_URL/s);
  });

  it('leaves alone what the environment names already', async () => {
    const { say } = setUp();
    const none = source('a', () => Promise.reject(new Error('asked')));

    expect(await provideRedis({ MEMOIR_REDIS_SERVER: '/opt/redis-server' }, say, [none])).toEqual({});
  });

  it('takes the server at REDIS_URL and installs nothing', async () => {
    const { say, said } = setUp();
    const listening = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    const { port } = listening.address() as { port: number };

    const installing = new SystemPackages({ mayInstall: true });
    const added = await provideRedis({ REDIS_URL: `redis://127.0.0.1:${port}` }, say, [
      source('path', async () => undefined),
      installing,
    ]);
    listening.close();

    expect(added).toEqual({});
    expect(said).toEqual([
      'Redis: the one at REDIS_URL',
      'Redis servers: none to start, so tests that need one of their own will fail',
    ]);
  });

  it('refuses a REDIS_URL that nobody answers at, without repeating its password', async () => {
    const { say } = setUp();

    const refusal = provideRedis({ REDIS_URL: 'redis://:secret@127.0.0.1:1' }, say, []);

    await expect(refusal).rejects.toThrow(/nobody answers at 127\.0\.0\.1:1/);
    await expect(refusal).rejects.not.toThrow(/secret/);
  });
});

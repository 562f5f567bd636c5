import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StorageError } from '@memoir/core';
import { RedisServer } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { OwnClient } from '../src/client/own-client.js';
import { RedisStorage } from '../src/index.js';
import { entryOf, freshPrefix, type Process, Processes } from './support/processes.js';
import { testSerde } from './support/test-serde.js';

let server: RedisServer;
let redis: Redis;
let ours: Process;
let processes: Processes;
let prefix: string;
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

beforeAll(() => {
  process.on('unhandledRejection', note);
});
afterAll(() => {
  process.off('unhandledRejection', note);
});
beforeEach(async () => {
  server = await RedisServer.start();
  redis = new Redis(server.url, { disconnectTimeout: 100 });
  redis.on('error', () => undefined);
  prefix = freshPrefix();
  processes = new Processes(() => OwnClient.at(server.url));
  ours = processes.open({ prefix });
});
afterEach(async () => {
  await processes.closeAll();
  redis.disconnect();
  await server.stop();
  expect(unhandled.splice(0)).toEqual([]);
});

async function store(key: string, value: string): Promise<void> {
  expect(await ours.keyspace.offer(key, entryOf(value), await ours.load(key))).toBe('stored');
}

/** Every way to talk to Redis, once. */
function everything(): Promise<unknown>[] {
  const { keyspace, storage } = ours;
  return [
    keyspace.get('ada'),
    keyspace.getMany(['ada', 'bob']),
    keyspace.acquire('bob'),
    keyspace.acquire('bob', { supersede: true, tags: ['a'] }),
    keyspace.offer('eve', entryOf('Eve', { tags: ['a'] })),
    keyspace.invalidate('ada'),
    keyspace.expire('ada'),
    keyspace.clear(),
    storage.invalidateTags(['a']),
    storage.expireTags(['a']),
  ];
}

/** Until the server can be used again. */
async function settled(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

describe('a Redis that is away', () => {
  it('is told to every caller soon, and is used again once it is back', async () => {
    await store('ada', 'Ada');
    await server.kill();
    const outcomes = await Promise.allSettled(everything());

    for (const outcome of outcomes) {
      expect(outcome.status).toBe('rejected');
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(StorageError);
    }
    await server.restart();
    await settled(() => store('ada', 'Ada again'));
    expect(await ours.value('ada')).toBe('Ada again');
    expect(ours.reports.length).toBeLessThanOrEqual(2);
  });

  it('was never there', async () => {
    const nowhere = new Processes(() => OwnClient.at('redis://127.0.0.1:1'));
    const process = nowhere.open({ prefix });

    await expect(process.keyspace.get('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_STORAGE', key: 'ada' });
    await expect(process.keyspace.invalidate('ada')).rejects.toBeInstanceOf(StorageError);
    await nowhere.closeAll();
  });

  it('answers what was asked while it was frozen, once it goes on', async () => {
    await store('ada', 'Ada');
    await server.freeze();
    const reads = Promise.all([ours.value('ada'), ours.value('bob')]);
    await server.thaw();

    expect(await reads).toEqual(['Ada', undefined]);
  });

  it('does not keep callers for ever when it is frozen', async () => {
    await store('ada', 'Ada');
    await server.freeze();

    await expect(ours.keyspace.get('ada')).rejects.toBeInstanceOf(StorageError);
    await server.thaw();
    await settled(() => ours.keyspace.get('ada'));
    expect(await ours.value('ada')).toBe('Ada');
  }, 15_000);

  it('forgets its scripts without anybody noticing', async () => {
    const permit = await ours.load('ada');
    await redis.script('FLUSH');
    expect(await ours.keyspace.offer('ada', entryOf('Ada'), permit)).toBe('stored');

    await redis.script('FLUSH');
    await ours.keyspace.expire('ada');
    await redis.script('FLUSH');
    await ours.keyspace.clear();
    expect(await ours.value('ada')).toBeUndefined();
  });
});

describe('a Redis that came back from a copy', () => {
  it.each<[string, () => Promise<void>]>([
    ['an invalidation', () => ours.keyspace.invalidate('ada')],
    ['an expiry', () => ours.keyspace.expire('ada')],
    ['a clear', () => ours.keyspace.clear()],
    ['the invalidation of a tag', () => ours.storage.invalidateTags(['team:red'])],
  ])('that is older than %s brings nothing back', async (_what, invalidate) => {
    await ours.keyspace.offer('ada', entryOf('old', { tags: ['team:red'] }), await ours.load('ada'));
    await redis.save();
    await invalidate();
    await server.restart();
    await settled(() => redis.ping());

    expect(await redis.exists(`${prefix}:users:{ada}`)).toBe(1);
    await settled(() => ours.keyspace.get('ada'));
    expect(await ours.value('ada')).toBeUndefined();
    expect(await processes.open({ prefix }).value('ada')).toBeUndefined();
    await store('ada', 'new');
    expect(await ours.value('ada')).toBe('new');
  });

  it('does not take what a load brings that began before', async () => {
    const permit = await ours.load('ada');
    await redis.save();
    await server.restart();
    await settled(() => ours.keyspace.get('bob'));

    expect(await ours.keyspace.offer('ada', entryOf('old'), permit)).toBe('refused');
    expect(await ours.value('ada')).toBeUndefined();
  });
});

describe('a Redis that refuses', () => {
  it('everything while it loads its data says so to every caller at once', async () => {
    // It looks at its clients after each two megabytes, which not every version can be told to change.
    const slow = await RedisServer.start({ args: ['--key-load-delay', '1000', '--rdbcompression', 'no'] });
    const processes = new Processes(() => OwnClient.at(slow.url));
    const process = processes.open({ prefix });
    const admin = new Redis(slow.url);
    admin.on('error', () => undefined);
    await Promise.all(Array.from({ length: 2_000 }, (_, index) => admin.set(`padding ${index}`, 'x'.repeat(6_000))));
    await process.keyspace.offer('ada', entryOf('old'), await process.load('ada'));
    await admin.save();
    const restarted = slow.restart();

    const failures = new Set<string>();
    while (![...failures].some((message) => message.includes('LOADING'))) {
      await process.keyspace.get('ada').catch((error: Error) => failures.add(error.message));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await expect(process.keyspace.invalidate('ada')).rejects.toThrow(/LOADING/);
    await restarted;
    await settled(() => process.keyspace.invalidate('ada'));
    await process.keyspace.offer('ada', entryOf('new'), await process.load('ada'));
    expect(await process.value('ada')).toBe('new');
    admin.disconnect();
    await processes.closeAll();
    await slow.stop();
  }, 30_000);

  it('to write, as a replica does, still answers reads', async () => {
    await store('ada', 'Ada');
    const permit = await ours.load('bob');
    await redis.replicaof('127.0.0.1', 1);

    await expect(ours.keyspace.offer('bob', entryOf('Bob'), permit)).rejects.toThrow(/READONLY/);
    await settled(() => ours.keyspace.get('ada'));
    await expect(ours.keyspace.invalidate('ada')).rejects.toThrow(/READONLY/);
    await redis.replicaof('NO', 'ONE');
    await settled(() => ours.keyspace.invalidate('ada'));
    expect(await ours.value('ada')).toBeUndefined();
  });

  it('to store for want of memory still reads, invalidates, expires and clears', async () => {
    for (const key of ['ada', 'bob', 'eve']) {
      await ours.keyspace.offer(key, entryOf(key, { tags: [`of ${key}`] }), await ours.load(key));
    }
    const permit = await ours.load('zoe');
    await redis.config('SET', 'maxmemory', '1');

    await expect(ours.keyspace.acquire('new')).rejects.toThrow(/OOM/);
    await expect(ours.keyspace.offer('zoe', entryOf('Zoe'), permit)).rejects.toThrow(/OOM/);
    expect(await ours.value('ada')).toBe('ada');
    await ours.keyspace.invalidate('ada');
    await ours.keyspace.expire('bob');
    await ours.storage.invalidateTags(['of eve']);
    expect([await ours.value('ada'), await ours.value('eve')]).toEqual([undefined, undefined]);
    expect((await ours.keyspace.get('bob'))!.expiresAt).toBeLessThanOrEqual(Date.now());
    await ours.keyspace.clear();
    expect(await ours.value('bob')).toBeUndefined();
    await redis.config('SET', 'maxmemory', '0');
    await store('ada', 'Ada again');
  });
});

describe('what a storage says of its failures', () => {
  it('holds no password, no keys and no values', async () => {
    await redis.config('SET', 'requirepass', 'right');
    const secret = 'very-secret-word';
    const own = new Processes(() => OwnClient.at(server.url.replace('//', `//user:${secret}@`)));
    const process = own.open({ prefix });
    const errors = await Promise.all(
      [
        process.keyspace.get('key-of-a-person'),
        process.keyspace.acquire('key-of-a-person'),
        process.keyspace.offer('key-of-a-person', entryOf('value-of-a-person')),
        process.keyspace.invalidate('key-of-a-person'),
      ].map((work) => (work as Promise<unknown>).catch((error: unknown) => error)),
    );

    for (const error of [...errors, ...process.reports]) {
      expect(error).toBeInstanceOf(StorageError);
      const shown = `${inspect(error, { depth: 10 })} ${JSON.stringify(error)} ${JSON.stringify((error as Error).cause)}`;
      expect(shown).not.toMatch(/secret|of-a-person/);
    }
    await own.closeAll();
  });

  it('comes to the owner of the function, once per outage', async () => {
    await ours.keyspace.get('ada');
    await server.kill();
    await Promise.allSettled([ours.keyspace.get('ada'), ours.keyspace.get('bob')]);
    await new Promise((resolve) => setTimeout(resolve, 400));

    expect(ours.reports.map(({ message }) => message)).toEqual([expect.stringMatching(/cannot reach Redis/)]);
  });
});

describe('a storage with a url', () => {
  it('connects with the first command and not before, and ends its connections when it is closed', async () => {
    const clients = async () => ((await redis.client('LIST')) as string).trim().split('\n').length;
    const before = await clients();
    const storage = new RedisStorage({ url: server.url, serde: testSerde, prefix });
    const keyspace = storage.keyspace<string>('users', {
      clock: {
        now: () => Date.now(),
        monotonic: () => performance.now(),
        schedule: () => ({ cancel: () => undefined }),
      },
      report: () => undefined,
      removed: () => undefined,
    });
    expect(await clients()).toBe(before);
    await keyspace.get('ada');
    expect(await clients()).toBe(before + 1);

    await storage.close();
    while ((await clients()) > before) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('leaves a client that was passed in to whoever made it', async () => {
    const client = new Redis(server.url);
    const storage = new RedisStorage({ client, serde: testSerde });
    await storage.close();

    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });
});

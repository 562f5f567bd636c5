import { describe, expect, it, jest } from '@jest/globals';
import { ConfigurationError } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { Cluster, Redis } from 'ioredis';
import { Cluster as Cluster6, Redis as Redis6 } from 'ioredis-6';
import { createClient as createClient5, createCluster as createCluster5 } from 'node-redis-5';
import { createClient as createClient6, createCluster as createCluster6 } from 'node-redis-6';
import { nodeRedis, type RedisCommands, RedisStorage, type RedisStorageOptions } from '../../src/index.js';
import { entryOf, freshPrefix, Processes } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';
import { testSerde } from '../support/test-serde.js';

const at = new ServerForTests();
/** Stands still: nothing but a message can wake who waits by it. */
const clock = new ManualClock(Date.now());

describe('a client', () => {
  it('is one of ioredis or node-redis, as it is typed there', () => {
    const types: (c: RedisCommands) => void = () => undefined;
    const lazy = { lazyConnect: true };
    const ioredis = [new Redis(lazy), new Redis6(lazy), new Cluster([], lazy), new Cluster6([], lazy)] as const;
    for (const client of ioredis) types(client);
    types(nodeRedis(createClient5()));
    types(nodeRedis(createClient6()));
    expect(nodeRedis(createCluster5({ rootNodes: [] })).isCluster).toBe(true);
    expect(nodeRedis(createCluster6({ rootNodes: [] })).isCluster).toBe(true);
    for (const client of ioredis) client.disconnect();
  });

  it.each<[string, () => unknown]>([
    ['that is none', () => ({ get: () => undefined })],
    ['left out', () => undefined],
    ['that reads from replicas', () => new Cluster([], { lazyConnect: true, scaleReads: 'all' })],
    ['connected to a replica', () => new Redis({ lazyConnect: true, role: 'slave' })],
    ['that may only read', () => new Redis({ lazyConnect: true, readOnly: true })],
  ])('%s is refused at once', (_what, client) => {
    expect(() => new RedisStorage({ client: client() as RedisCommands, serde: testSerde })).toThrow(ConfigurationError);
  });

  it('of node-redis is refused where another is given', () => {
    expect(() => nodeRedis({} as never)).toThrow(ConfigurationError);
  });
});

describe('a setting', () => {
  const client = new Redis({ lazyConnect: true });
  it.each<Partial<RedisStorageOptions>>([
    { prefix: '' },
    { prefix: 7 as never },
    { leaseFor: 0 },
    { leaseFor: '5 seconds' as never },
    { maxValueSize: 0 },
    { maxValueSize: 'much' as never },
    { serde: undefined as never },
    { serde: { ...testSerde, id: '' } },
  ])('is refused where it is made: %j', (wrong) => {
    expect(() => new RedisStorage({ client, serde: testSerde, ...wrong })).toThrow(ConfigurationError);
  });

  it.each(['', 'localhost', 'http://user:secret@host', 'redis//x', 'redis://user:secret@host:notaport'])(
    'is refused without being repeated, if it is the url %j',
    (url) => {
      const make = () => new RedisStorage({ url, serde: testSerde });
      expect(make).toThrow(ConfigurationError);
      expect(make).not.toThrow(/secret/);
    },
  );
});

describe('a client with a prefix of its own', () => {
  it.each([
    ['ioredis 5', () => new Redis(at.server.url, { keyPrefix: 'app:' })],
    ['ioredis 6', () => new Redis6(at.server.url, { keyPrefix: 'app:' })],
  ])('of %s puts it in front of every key, and is woken all the same', async (_name, connect) => {
    const processes = new Processes(connect);
    const prefix = freshPrefix();
    const [owner, waiter] = [processes.open({ prefix }), processes.open({ prefix, clock })];
    const permit = await owner.load('ada');
    const outcome = await waiter.keyspace.acquire('ada');
    const woken = outcome.kind === 'held' ? outcome.released : undefined;
    await at.subscribed(`${prefix}:users:{ada}`, 1);
    await owner.keyspace.offer('ada', entryOf('Ada'), permit);
    await woken;

    expect(await waiter.value('ada')).toBe('Ada');
    expect(await at.redis.exists(`app:${prefix}:users:{ada}`)).toBe(1);
    expect(await at.redis.keys(`${prefix}*`)).toEqual([]);
    await processes.closeAll();
  });
});

describe('a client of node-redis', () => {
  it.each([
    ['5', () => createClient5({ url: at.server.url })],
    ['6', () => createClient6({ url: at.server.url })],
  ])('%s wakes who waits, and gives no command a timer of its own', async (_version, create) => {
    const timeouts = jest.spyOn(AbortSignal, 'timeout');
    const client = await create().connect();
    const processes = new Processes(() => nodeRedis(client));
    const prefix = freshPrefix();
    const waiter = processes.open({ prefix, clock });
    const owner = at.processes.open({ prefix });
    await waiter.keyspace.get('ada');
    timeouts.mockClear();

    const permit = await owner.load('ada');
    const outcome = await waiter.keyspace.acquire('ada');
    const woken = outcome.kind === 'held' ? outcome.released : undefined;
    await at.subscribed(`${prefix}:users:{ada}`, 1);
    await owner.keyspace.offer('ada', entryOf('Ada'), permit);
    await woken;
    expect(await waiter.value('ada')).toBe('Ada');
    expect(timeouts).not.toHaveBeenCalled();
    timeouts.mockRestore();
    await processes.closeAll();
  });
});

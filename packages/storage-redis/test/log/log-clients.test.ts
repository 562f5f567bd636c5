import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisCluster, until } from '@memoir/redis-test-server';
import { Cluster as Cluster5, Redis as Redis5 } from 'ioredis';
import { Cluster as Cluster6, Redis as Redis6 } from 'ioredis-6';
import { createClient as createClient5, createCluster as createCluster5 } from 'node-redis-5';
import { createClient as createClient6, createCluster as createCluster6 } from 'node-redis-6';
import { OwnClient } from '../../src/client/own-client.js';
import { nodeRedis, type RedisCommands } from '../../src/index.js';
import { Follower } from '../support/follower.js';
import { freshPrefix, Processes } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';

const at = new ServerForTests();

async function expectToFollow(connect: () => RedisCommands, killReaders: () => Promise<unknown>): Promise<void> {
  const processes = new Processes(connect);
  const prefix = freshPrefix();
  const [ours, theirs] = [processes.open({ prefix }), processes.open({ prefix })];
  const keys = Array.from({ length: 20 }, (_, number) => `key ${number}`);
  const [follower, other] = [await Follower.of(ours.storage), await Follower.of(theirs.storage)];
  await until(() => Promise.all(keys.map((key) => ours.keyspace.get(key))).then(() => true));
  for (const key of keys.slice(0, 10)) await theirs.keyspace.invalidate(key);
  await follower.isUpToDate();
  await killReaders();
  for (const key of keys.slice(10)) await until(() => theirs.keyspace.invalidate(key).then(() => true));

  for (const each of [follower, other]) {
    const news = await each.news();
    expect(news[0]).toBe('started');
    const told = news.flatMap((event) => (typeof event === 'object' && event.kind === 'keys' ? event.keys : []));
    expect([...new Set(told)].sort()).toEqual([...keys].sort());
    expect(news.filter((event) => typeof event === 'string')).toEqual(['started']);
  }
  await processes.closeAll();
}

describe('a log is followed, also across lost connections, by', () => {
  const killReaders = () => at.redis.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

  it.each<[string, () => RedisCommands]>([
    ['ioredis 5', () => quiet(new Redis5(at.server.url))],
    ['ioredis 6', () => quiet(new Redis6(at.server.url))],
    ['ioredis with a timeout for commands', () => quiet(new Redis5(at.server.url, { commandTimeout: 60 }))],
    ['ioredis with a prefix for keys', () => quiet(new Redis5(at.server.url, { keyPrefix: 'theirs:' }))],
    ['a client of the storage', () => OwnClient.at(at.server.url)],
    ['node-redis 5', () => connected(createClient5({ url: at.server.url }))],
    ['node-redis 6', () => connected(createClient6({ url: at.server.url }))],
  ])('%s', (_name, connect) => expectToFollow(connect, killReaders), 30_000);
});

describe('a log on a Cluster is followed, also across lost connections, by', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start();
  }, 60_000);
  afterAll(() => cluster.stop());
  const killReaders = () =>
    Promise.all(cluster.masters.map(({ admin }) => admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes')));
  const nodes = () => cluster.masters.map(({ server }) => ({ host: '127.0.0.1', port: server.port }));
  const rootNodes = () => cluster.masters.map(({ server }) => ({ url: server.url }));

  it.each<[string, () => RedisCommands]>([
    ['ioredis 5', () => quiet(new Cluster5(nodes()))],
    ['ioredis 6', () => quiet(new Cluster6(nodes()))],
    ['node-redis 5', () => connected(createCluster5({ rootNodes: rootNodes() }))],
    ['node-redis 6', () => connected(createCluster6({ rootNodes: rootNodes() }))],
  ])('%s', (_name, connect) => expectToFollow(connect, killReaders), 30_000);

  it('in more than one stream, on more than one node', async () => {
    const processes = new Processes(() => cluster.connect());
    const prefix = freshPrefix();
    const { storage, keyspace } = processes.open({ prefix });
    await Follower.of(storage);
    for (let number = 0; number < 40; number++) await keyspace.invalidate(`key ${number}`);
    const control = `${prefix}::{${prefix}`;
    const streams = [`${control}}:log`, ...[1, 2, 3].map((number) => `${control}:${number}}:log`)];
    for (const stream of streams) {
      const { admin } = await cluster.ownerOf(stream);
      expect(await admin.xlen(stream)).toBeGreaterThan(1);
    }
    await processes.closeAll();
  });
});

function quiet<C extends { on(event: 'error', listener: () => void): unknown }>(client: C): C {
  client.on('error', () => undefined);
  return client;
}

function connected(client: Parameters<typeof nodeRedis>[0]): RedisCommands {
  client.on('error', () => undefined);
  void client.connect().catch(() => undefined);
  return nodeRedis(client);
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { V8Serde } from '@memoir/core';
import { storageConformance } from '@memoir/core/testing';
import { RedisSentinels, until } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { RedisStorage } from '../src/index.js';
import { entryOf, freshPrefix, Processes } from './support/processes.js';

let sentinels: RedisSentinels;
let client: Redis | undefined;

beforeAll(async () => {
  sentinels = await RedisSentinels.start();
}, 60_000);
afterAll(async () => {
  client?.disconnect();
  await sentinels.stop();
});

let storage: RedisStorage | undefined;
storageConformance({ describe, it }, 'RedisStorage behind Sentinels', () => {
  client ??= sentinels.connect();
  storage ??= new RedisStorage({ client, serde: new V8Serde() });
  return storage;
});

describe('a failover by Sentinels', () => {
  it('goes on by itself, brings nothing back, and takes nothing from loads before it', async () => {
    const prefix = freshPrefix();
    const processes = new Processes(() => sentinels.connect());
    const [ours, theirs] = [processes.open({ prefix }), processes.open({ prefix })];
    for (const key of ['ada', 'bob', 'eve', 'tagged']) {
      await ours.keyspace.offer(key, entryOf(key, { tags: ['team:red'] }), await ours.load(key));
    }
    const permits = [
      await ours.load('under way'),
      await ours.load('ada', { standing: await ours.keyspace.get('ada') }),
    ] as const;
    await theirs.value('ada');
    const replica = new Redis(sentinels.replica.url);
    await until(async () => (await replica.exists(`${prefix}:users:{ada}:turn`)) === 1);

    // What follows does not reach the replica.
    await sentinels.replica.freeze();
    const master = new Redis(sentinels.master.url);
    await master.call('CLIENT', 'KILL', 'TYPE', 'replica');
    master.disconnect();
    await ours.keyspace.invalidate('ada');
    await ours.keyspace.expire('bob');
    await ours.storage.invalidateTags(['team:red']);
    await sentinels.master.kill();
    await sentinels.replica.thaw();
    await until(async () => /role:master/.test(await replica.info('replication')));

    await until(() => ours.keyspace.get('ada').then(() => true));
    await until(() => theirs.keyspace.get('ada').then(() => true));
    expect(await replica.exists(`${prefix}:users:{ada}`)).toBe(1);
    for (const process of [ours, theirs]) {
      for (const key of ['ada', 'bob', 'eve', 'tagged']) expect(await process.value(key)).toBeUndefined();
    }
    expect(await ours.keyspace.offer('under way', entryOf('old'), permits[0])).toBe('refused');
    expect(await ours.keyspace.offer('ada', entryOf('old'), permits[1])).toBe('refused');
    expect(await theirs.keyspace.offer('ada', entryOf('new'), await theirs.load('ada'))).toBe('stored');
    expect(await ours.value('ada')).toBe('new');
    replica.disconnect();
    await processes.closeAll();
  }, 60_000);
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { V8Serde } from '@memoir/core';
import { storageConformance } from '@memoir/core/testing';
import { type ClusterNode, RedisCluster, until } from '@memoir/redis-test-server';
import { createCluster as createCluster5 } from 'node-redis-5';
import { createCluster as createCluster6 } from 'node-redis-6';
import { nodeRedis, RedisStorage } from '../src/index.js';
import { Streams } from '../src/log/streams.js';
import { KeyNames } from '../src/naming/key-names.js';
import { entryOf, freshPrefix, type Process, Processes } from './support/processes.js';
import { Watch } from './support/watch.js';

let cluster: RedisCluster;
const clients: { disconnect(): unknown }[] = [];

beforeAll(async () => {
  cluster = await RedisCluster.start();
}, 60_000);
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await cluster.stop();
});

let byIoredis: RedisStorage | undefined;
storageConformance({ describe, it }, 'RedisStorage on a Cluster by ioredis', () => {
  if (byIoredis === undefined) {
    const client = cluster.connect();
    clients.push(client);
    byIoredis = new RedisStorage({ client, serde: new V8Serde() });
  }
  return byIoredis;
});

for (const version of [5, 6]) {
  let storage: RedisStorage | undefined;
  storageConformance({ describe, it }, `RedisStorage on a Cluster by node-redis ${version}`, async () => {
    if (storage === undefined) {
      const rootNodes = cluster.masters.map(({ server }) => ({ url: server.url }));
      const client = version === 5 ? createCluster5({ rootNodes }) : createCluster6({ rootNodes });
      await client.connect();
      clients.push({ disconnect: () => client.destroy() });
      storage = new RedisStorage({ client: nodeRedis(client), serde: new V8Serde() });
    }
    return storage;
  });
}

describe('a Cluster', () => {
  const processes = new Processes(() => cluster.connect());
  const keys = Array.from({ length: 60 }, (_, index) => `key ${index}`);
  let prefix: string;
  let ours: Process;
  let theirs: Process;

  beforeEach(() => {
    prefix = freshPrefix();
    ours = processes.open({ prefix });
    theirs = processes.open({ prefix });
  });
  afterEach(() => processes.closeAll());

  async function store(process: Process, key: string, tags: readonly string[] = []): Promise<void> {
    expect(await process.keyspace.offer(key, entryOf(key, { tags }), await process.load(key, { tags }))).toBe('stored');
  }

  async function readable(process: Process): Promise<number> {
    return (await process.keyspace.getMany(keys)).filter((entry) => entry !== undefined).length;
  }

  it('spreads keys over its nodes, and clears them all at once', async () => {
    await Promise.all(keys.map((key) => store(ours, key)));
    const owners = await Promise.all(keys.map((key) => cluster.ownerOf(`${prefix}:users:{${key}}`)));
    expect(new Set(owners).size).toBe(3);
    expect(await readable(theirs)).toBe(keys.length);

    await theirs.keyspace.clear();
    expect(await readable(ours)).toBe(0);
  });

  it('is searched and emptied by no command on any of its nodes, also when everything is cleared', async () => {
    const watches = await Promise.all(
      cluster.nodes.filter(({ server }) => server.isRunning).map(({ server }) => Watch.of(server.port)),
    );
    const seen = () => new Set(watches.flatMap((watch) => watch.commands()));
    await Promise.all(keys.map((key) => store(ours, key, ['team:red'])));
    await theirs.storage.invalidateTags(['team:red']);
    await Promise.all(keys.map((key) => store(ours, key)));
    await theirs.keyspace.invalidate(keys[0]!);
    await theirs.keyspace.clear();
    expect([await readable(ours), await readable(theirs)]).toEqual([0, 0]);
    await until(async () => seen().has('get') && seen().has('evalsha'));

    for (const forbidden of ['keys', 'scan', 'flushall', 'flushdb', 'randomkey', 'dbsize']) {
      expect(seen()).not.toContain(forbidden);
    }
    for (const watch of watches) watch.end();
  });

  it('invalidates and expires by tags on all its nodes', async () => {
    await Promise.all(keys.map((key, index) => store(ours, key, [index % 2 ? 'odd' : 'even'])));
    await theirs.storage.invalidateTags(['odd']);
    expect(await readable(ours)).toBe(keys.length / 2);

    await theirs.storage.expireTags(['even']);
    const expired = (await ours.keyspace.getMany(keys)).filter((entry) => entry && entry.expiresAt <= Date.now());
    expect(expired).toHaveLength(keys.length / 2);
  });

  it('wakes who waits, whichever node they are connected to', async () => {
    const permit = await ours.load('ada');
    const outcome = await theirs.keyspace.acquire('ada');
    const woken = outcome.kind === 'held' ? outcome.released : Promise.reject(new Error(outcome.kind));
    await ours.keyspace.offer('ada', entryOf('Ada'), permit);

    await woken;
    expect(await theirs.value('ada')).toBe('Ada');
  });

  it('keeps permits good and void while their slot moves', async () => {
    const [good, bad] = [await ours.load('ada'), await ours.load('bob')];
    const standing = await (async () => {
      await store(ours, 'eve');
      return ours.keyspace.get('eve');
    })();
    const refresh = await ours.load('eve', { standing });
    for (const key of ['ada', 'bob', 'eve']) {
      const owner = await cluster.ownerOf(`${prefix}:users:{${key}}`);
      await cluster.move(`${prefix}:users:{${key}}`, cluster.masters.find((node) => node !== owner)!);
    }
    await theirs.keyspace.invalidate('bob');

    expect(await ours.keyspace.offer('ada', entryOf('Ada'), good)).toBe('stored');
    expect(await ours.keyspace.offer('bob', entryOf('old'), bad)).toBe('refused');
    expect(await ours.keyspace.offer('eve', entryOf('new'), refresh)).toBe('stored');
    expect(await Promise.all(['ada', 'bob', 'eve'].map((key) => theirs.value(key)))).toEqual(['Ada', undefined, 'new']);
  });

  it('forgets what was loaded before, when the slot of the epochs moves to another node', async () => {
    await store(ours, 'ada', ['team:red']);
    const epochs = `${prefix}::{${prefix}}:clock`;
    const owner = await cluster.ownerOf(epochs);
    await cluster.move(epochs, cluster.masters.find((node) => node !== owner)!);

    expect(await theirs.value('ada')).toBeUndefined();
    expect(await ours.value('ada')).toBeUndefined();
    await store(theirs, 'ada', ['team:red']);
    expect(await ours.value('ada')).toBe('ada');
  });

  it('confirms an invalidation also while the stream that tells of it has no replica', async () => {
    const careful = processes.open({ prefix, confirmingReplicas: 1 });
    const streams = new Streams(careful.client, new KeyNames(prefix));
    const places = await Promise.all(
      keys.map(async (key) => {
        const name = `${prefix}:users:{${key}}`;
        const stream = streams.for(name);
        return { key, stream, owner: await cluster.ownerOf(name), keeper: await cluster.ownerOf(stream) };
      }),
    );
    const followed = await Promise.all(
      places.map(async ({ owner, keeper }) => owner !== keeper && (await isFollowed(owner))),
    );
    const { key, stream, keeper } = places.find((_, index) => followed[index])!;
    await keeper.admin.xadd(stream, '*', 'p', '', 'm', '');
    await until(() => careful.keyspace.invalidate(key).then(() => true));
    const replica = cluster.replicas[cluster.masters.indexOf(keeper)]!;
    await replica.server.freeze();
    await keeper.admin.call('CLIENT', 'KILL', 'TYPE', 'replica');
    const before = await keeper.admin.xlen(stream);
    await careful.keyspace.invalidate(key);

    expect(await keeper.admin.xlen(stream)).toBe(before + 1);
    await replica.server.thaw();
    await until(() => isFollowed(keeper));
  }, 30_000);

  it('goes on after a failover, brings nothing back that was cleared, and takes nothing from loads before it', async () => {
    await Promise.all(keys.map((key) => store(ours, key)));
    const permit = await ours.load('under way');
    const epochs = `${prefix}::{${prefix}}:epoch:users`;
    const owner = await cluster.ownerOf(epochs);
    const replica = cluster.replicas[cluster.masters.indexOf(owner)]!;
    // The last writes do not reach the replica: with the owner, the clear is lost.
    const before = await owner.admin.get(epochs);
    await replica.server.freeze();
    await owner.admin.call('CLIENT', 'KILL', 'TYPE', 'replica');
    await ours.keyspace.clear();
    await owner.server.kill();
    await replica.server.thaw();
    await until(async () => (await cluster.ownerOf(epochs)) === replica);
    expect(await replica.admin.get(epochs)).toBe(before);

    await until(() => theirs.keyspace.get('ada').then(() => true));
    await until(() => ours.keyspace.get('ada').then(() => true));
    expect([await readable(ours), await readable(theirs)]).toEqual([0, 0]);
    expect(await ours.keyspace.offer('under way', entryOf('old'), permit)).toBe('refused');
    await store(ours, 'ada');
    expect(await theirs.value('ada')).toBe('ada');
    // As a replica: what is announced on the node that took over could be confirmed by nobody.
    await owner.server.restart();
    await until(async () => /master_link_status:up/.test(await owner.admin.info('replication')));
  }, 60_000);

  it('may bring back a key that was invalidated just before its node died, unless a replica had to confirm it', async () => {
    const careful = processes.open({ prefix, confirmingReplicas: 1 });
    const epochsOwner = await cluster.ownerOf(`${prefix}::{${prefix}}:epoch:users`);
    const nameOf = (key: string) => `${prefix}:users:{${key}}`;
    const owners = await Promise.all(keys.map(async (key) => [key, await cluster.ownerOf(nameOf(key))] as const));
    const others = owners.map(([, node]) => node).filter((node) => node !== epochsOwner);
    const owner = (await firstOf(others, isFollowed))!;
    const [lost, confirmed, unconfirmed] = owners.filter(([, node]) => node === owner).map(([key]) => key);
    for (const key of [lost!, confirmed!, unconfirmed!]) await store(ours, key);

    await until(() => careful.keyspace.invalidate(confirmed!).then(() => true));
    const replica = cluster.replicas[cluster.masters.indexOf(owner)]!;
    // The confirmation says as much of everything before it.
    await replica.server.freeze();
    await owner.admin.call('CLIENT', 'KILL', 'TYPE', 'replica');
    await ours.keyspace.invalidate(lost!);
    await expect(careful.keyspace.invalidate(unconfirmed!)).rejects.toThrow(/confirmed by 0 of 1 replicas/);
    await owner.server.kill();
    await replica.server.thaw();
    await until(async () => (await cluster.ownerOf(nameOf(lost!))) === replica);
    await until(() => theirs.keyspace.get(lost!).then(() => true));

    expect(await theirs.value(confirmed!)).toBeUndefined();
    // What docs/redis-format.md warns of.
    expect(await theirs.value(lost!)).toBe(lost);
  }, 60_000);
});

/** Whether it is one of the first masters, and its replica has what it has. */
async function isFollowed(node: ClusterNode): Promise<boolean> {
  const replica = cluster.replicas[cluster.masters.indexOf(node)];
  const info = (await replica?.admin.info('replication')) ?? '';
  return info.includes(`master_port:${node.server.port}\r`) && info.includes('master_link_status:up');
}

async function firstOf<T>(things: readonly T[], suits: (thing: T) => Promise<boolean>): Promise<T | undefined> {
  for (const thing of things) if (await suits(thing)) return thing;
  return undefined;
}

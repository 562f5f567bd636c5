import { RedisCluster, RedisSentinels, RedisServer, until } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { Admins } from './admins.mjs';
import { nearFaults } from './near-faults.mjs';
import { clusterFaults, mastersOf, sentinelFaults, standaloneFaults } from './server-faults.mjs';

/*
 * What the processes share. Each has the `ports` of its servers, `wayFor` a process over its own network, the `faults`
 * that only it can have, the number of `replicas` that every write can be waited for, `whole` and `stop`.
 */
export const topologies = {
  async standalone() {
    const server = await RedisServer.start();
    const redis = new Redis(server.url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    return {
      ports: [server.port],
      wayFor: (network) => ({ url: `redis://127.0.0.1:${network.portOf(server.port)}` }),
      faults: standaloneFaults(server, redis),
      nearFaults: nearFaults(
        () => [redis],
        () => redis,
      ),
      replicas: 0,
      whole: () => redis.ping(),
      async stop() {
        redis.disconnect();
        await server.stop();
      },
    };
  },

  async sentinel() {
    const group = await RedisSentinels.start();
    const admins = new Admins();
    const master = async () => admins.of((await group.roles()).master);
    return {
      ports: group.nodes.map(({ port }) => port),
      wayFor: ({ natMap }) => ({ sentinels: { ...group.address, natMap } }),
      faults: sentinelFaults(group),
      nearFaults: nearFaults(async () => [await master()], master),
      replicas: 1,
      whole: () => group.whole(),
      async stop() {
        admins.close();
        await group.stop();
      },
    };
  },

  async cluster() {
    const cluster = await RedisCluster.start();
    const ports = cluster.nodes.map(({ server }) => server.port);
    const isWhole = async ({ admin }) =>
      /cluster_state:ok/.test(await admin.cluster('INFO')) && /role:master|link_status:up/.test(await admin.info());
    return {
      ports,
      wayFor: (network) => ({
        nodes: ports.map((port) => ({ host: '127.0.0.1', port: network.portOf(port) })),
        natMap: network.natMap,
      }),
      faults: clusterFaults(cluster),
      nearFaults: nearFaults(
        async () => (await mastersOf(cluster)).map(({ admin }) => admin),
        async (key) => (await cluster.ownerOf(key)).admin,
      ),
      replicas: 1,
      whole: () => until(async () => (await Promise.all(cluster.nodes.map(isWhole))).every(Boolean)),
      stop: () => cluster.stop(),
    };
  },
};

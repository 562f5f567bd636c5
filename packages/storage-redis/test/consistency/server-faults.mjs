import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';

const LOSING = 'failover: master killed, replica behind';

export const standaloneFaults = (server, redis) => ({
  async 'server frozen'({ random }) {
    await server.freeze();
    await sleep(random.between(50, 900));
    await server.thaw();
  },
  async 'server killed, restarted empty'({ random }) {
    await server.kill();
    await sleep(random.between(0, 300));
    await server.restart();
  },
  async 'all data lost, server goes on'() {
    await redis.flushall();
  },
});

export const sentinelFaults = (group) => ({
  async [LOSING]({ random }) {
    const { master, replica } = await group.roles();
    await admin(master, (redis) => letFallBehind(redis, replica, random));
    await master.kill();
    await replica.thaw();
    await until(async () => (await group.roles()).master === replica);
    await master.restart();
    await admin(master, (redis) => redis.replicaof('127.0.0.1', replica.port));
    await group.whole();
  },
  // Whoever stayed connected goes on with the old one, until the Sentinels make it a replica.
  async 'failover: master frozen'() {
    const { master, replica } = await group.roles();
    await master.freeze();
    await until(async () => (await group.roles()).master === replica);
    await master.thaw();
    await group.whole();
  },
  async 'failover on command'() {
    const { replica } = await group.roles();
    await group.failOver();
    await until(async () => (await group.roles()).master === replica);
    await group.whole();
  },
});

export const clusterFaults = (cluster) => ({
  async [LOSING]({ random, keys }) {
    const { node, key } = await someMaster(cluster, random, keys);
    const { server } = await replicaOf(cluster, node);
    await letFallBehind(node.admin, server, random);
    await node.server.kill();
    await server.thaw();
    await until(async () => (await cluster.ownerOf(key)) !== node);
    await node.server.restart();
    await until(() => isReplica(node));
  },
  async 'failover: master frozen'({ random, keys }) {
    const { node, key } = await someMaster(cluster, random, keys);
    const others = cluster.nodes.filter((other) => other !== node);
    await node.server.freeze();
    await until(() => cluster.ownerOf(key, others).then(Boolean));
    await node.server.thaw();
    await until(() => isReplica(node));
  },
  async 'failover on command'({ random, keys }) {
    const { node } = await someMaster(cluster, random, keys);
    const replica = await replicaOf(cluster, node);
    await replica.admin.cluster('FAILOVER');
    await until(() => isReplica(node));
  },
  async 'slot moved'({ random, keys }) {
    const { node, key } = await someMaster(cluster, random, keys);
    await cluster.move(key, random.oneOf((await mastersOf(cluster)).filter((other) => other !== node)));
  },
});

/** Those that can be written to. */
export async function mastersOf(cluster) {
  const replicas = await Promise.all(cluster.nodes.map(isReplica));
  return cluster.nodes.filter((_, index) => !replicas[index]);
}

/** What is written for a while reaches the master alone. */
async function letFallBehind(master, replica, random) {
  await replica.freeze();
  await master.call('CLIENT', 'KILL', 'TYPE', 'replica');
  await sleep(random.between(100, 500));
}

async function someMaster(cluster, random, keys) {
  const key = random.oneOf(keys);
  return { key, node: await cluster.ownerOf(key) };
}

async function isReplica({ admin: redis }) {
  return /role:slave[\s\S]*master_link_status:up/.test(await redis.info('replication'));
}

async function replicaOf(cluster, master) {
  for (const node of cluster.nodes) {
    const info = await node.admin.info('replication');
    if (info.includes('role:slave') && info.includes(`master_port:${master.server.port}\r`)) return node;
  }
  throw new Error('a master without a replica');
}

async function admin(server, work) {
  const redis = new Redis(server.url);
  await work(redis);
  redis.disconnect();
}

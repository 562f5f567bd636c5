import { Cluster, type ClusterOptions, Redis } from 'ioredis';
import { RedisServer } from './redis-server.js';
import { until } from './until.js';

const SLOTS = 16_384;

export interface ClusterNode {
  readonly server: RedisServer;
  readonly admin: Redis;
  readonly id: string;
}

/** A Redis Cluster of one test's own: masters that share the slots, and one replica for each. */
export class RedisCluster {
  private constructor(
    readonly masters: readonly ClusterNode[],
    readonly replicas: readonly ClusterNode[],
  ) {}

  static async start(size = 3): Promise<RedisCluster> {
    const nodes = await Promise.all(Array.from({ length: 2 * size }, () => startNode()));
    const [first] = nodes;
    for (const { server } of nodes.slice(1)) await first!.admin.cluster('MEET', '127.0.0.1', server.port);
    const masters = nodes.slice(0, size);
    const replicas = nodes.slice(size);
    for (const [index, { admin }] of masters.entries()) {
      const from = Math.floor((SLOTS * index) / size);
      const to = Math.floor((SLOTS * (index + 1)) / size);
      // Not as a range, which Redis 6.2 does not know.
      await admin.cluster('ADDSLOTS', ...Array.from({ length: to - from }, (_, slot) => from + slot));
    }
    const cluster = new RedisCluster(masters, replicas);
    await until(
      async () =>
        String(await first!.admin.cluster('NODES'))
          .trim()
          .split('\n').length === nodes.length,
    );
    for (const [index, { admin }] of replicas.entries()) {
      await until(() => admin.call('CLUSTER', 'REPLICATE', masters[index]!.id).then(() => true));
    }
    for (const { admin } of nodes) await until(async () => /cluster_state:ok/.test(await admin.cluster('INFO')));
    for (const { admin } of replicas)
      await until(async () => /master_link_status:up/.test(await admin.info('replication')));
    return cluster;
  }

  get nodes(): readonly ClusterNode[] {
    return [...this.masters, ...this.replicas];
  }

  connect(options: ClusterOptions = {}): Cluster {
    const cluster = new Cluster(
      this.nodes
        .filter(({ server }) => server.isRunning)
        .map(({ server }) => ({ host: '127.0.0.1', port: server.port })),
      { slotsRefreshInterval: 1_000, redisOptions: { maxRetriesPerRequest: 1, disconnectTimeout: 100 }, ...options },
    );
    cluster.on('error', () => undefined);
    return cluster;
  }

  /**
   * The node that answers for this key.
   *
   * @param nodes those to ask: one that is frozen answers nothing
   * @throws {Error} if none of them does
   */
  async ownerOf(key: string, nodes = this.nodes): Promise<ClusterNode> {
    const running = nodes.filter(({ server }) => server.isRunning);
    const slot = await running[0]!.admin.cluster('KEYSLOT', key);
    for (const node of running) {
      if (!/role:master/.test(await node.admin.info('replication').catch(() => ''))) continue;
      const own = String(await node.admin.cluster('NODES'))
        .split('\n')
        .find((line) => line.includes('myself'))!;
      const ranges = own
        .trim()
        .split(' ')
        .slice(8)
        .filter((range) => !range.startsWith('['));
      if (ranges.some((range) => isIn(range, slot))) return node;
    }
    throw new Error(`nobody answers for slot ${slot}`);
  }

  /** Hands the slot of this key over, with what is in it. */
  async move(key: string, to: ClusterNode): Promise<void> {
    const from = await this.ownerOf(key);
    const slot = await from.admin.cluster('KEYSLOT', key);
    await to.admin.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id);
    await from.admin.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
    for (;;) {
      const keys = (await from.admin.call('CLUSTER', 'GETKEYSINSLOT', slot, 100)) as string[];
      if (keys.length === 0) break;
      await from.admin.call('MIGRATE', '127.0.0.1', to.server.port, '', 0, 5_000, 'KEYS', ...keys);
    }
    for (const { admin } of [to, from]) await admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
  }

  async stop(): Promise<void> {
    for (const { admin } of this.nodes) admin.disconnect();
    await Promise.all(this.nodes.map(({ server }) => server.stop()));
  }
}

async function startNode(): Promise<ClusterNode> {
  const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1500', '--cluster-replica-validity-factor', '0'];
  const server = await RedisServer.start({ args });
  // Without a limit, a client whose server is gone holds the process for two seconds.
  const admin = new Redis(server.url, { disconnectTimeout: 100 });
  admin.on('error', () => undefined);
  return { server, admin, id: await admin.cluster('MYID') };
}

function isIn(range: string, slot: number): boolean {
  const [from, to = from] = range.split('-').map(Number);
  return from! <= slot && slot <= to!;
}

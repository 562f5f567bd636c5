import { RedisServer } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { until } from './redis-cluster.js';

const NAME = 'main';
const QUORUM = 2;

/** A master with one replica, watched by three Sentinels. */
export class RedisSentinels {
  private constructor(
    readonly master: RedisServer,
    readonly replica: RedisServer,
    private readonly sentinels: readonly RedisServer[],
  ) {}

  static async start(): Promise<RedisSentinels> {
    const master = await RedisServer.start();
    const replica = await RedisServer.start({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
    const config = [
      `sentinel monitor ${NAME} 127.0.0.1 ${master.port} ${QUORUM}`,
      `sentinel down-after-milliseconds ${NAME} 800`,
      `sentinel failover-timeout ${NAME} 3000`,
    ].join('\n');
    const sentinels = await Promise.all(
      [1, 2, 3].map(() => RedisServer.start({ config: `${config}\n`, args: ['--sentinel'] })),
    );
    const group = new RedisSentinels(master, replica, sentinels);
    await until(async () => {
      const known = await Promise.all(sentinels.map((sentinel) => group.#ask(sentinel)));
      return known.every(({ replicas, others }) => replicas === 1 && others === 2);
    });
    return group;
  }

  connect(): Redis {
    const client = new Redis({
      sentinels: this.sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
      name: NAME,
      maxRetriesPerRequest: 1,
    });
    client.on('error', () => undefined);
    return client;
  }

  async stop(): Promise<void> {
    await Promise.all([this.master, this.replica, ...this.sentinels].map((server) => server.stop()));
  }

  async #ask(sentinel: RedisServer): Promise<{ replicas: number; others: number }> {
    const client = new Redis(sentinel.url);
    const fields = (await client.call('SENTINEL', 'MASTER', NAME)) as string[];
    client.disconnect();
    const number = (field: string) => Number(fields[fields.indexOf(field) + 1]);
    return { replicas: number('num-slaves'), others: number('num-other-sentinels') };
  }
}

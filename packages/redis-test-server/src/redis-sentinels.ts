import { Redis, type RedisOptions } from 'ioredis';
import { RedisServer } from './redis-server.js';
import { until } from './until.js';

const NAME = 'main';
const QUORUM = 2;

/** A master with one replica, watched by three Sentinels. */
export class RedisSentinels {
  private constructor(
    /** As it was at the start. */
    readonly master: RedisServer,
    readonly replica: RedisServer,
    private readonly sentinels: readonly RedisServer[],
  ) {}

  static async start(): Promise<RedisSentinels> {
    const args = ['--repl-diskless-sync-delay', '0'];
    const master = await RedisServer.start({ args });
    const replica = await RedisServer.start({ args: [...args, '--replicaof', '127.0.0.1', String(master.port)] });
    const config = [
      `sentinel monitor ${NAME} 127.0.0.1 ${master.port} ${QUORUM}`,
      `sentinel down-after-milliseconds ${NAME} 800`,
      `sentinel failover-timeout ${NAME} 3000`,
    ].join('\n');
    const sentinels = await Promise.all(
      [1, 2, 3].map(() => RedisServer.start({ config: `${config}\n`, args: ['--sentinel'] })),
    );
    const group = new RedisSentinels(master, replica, sentinels);
    await group.whole();
    return group;
  }

  get nodes(): readonly RedisServer[] {
    return [this.master, this.replica];
  }

  /** What a client has to know. */
  get address(): { readonly sentinels: { host: string; port: number }[]; readonly name: string } {
    return { sentinels: this.sentinels.map(({ port }) => ({ host: '127.0.0.1', port })), name: NAME };
  }

  connect(options: RedisOptions = {}): Redis {
    const client = new Redis({ ...this.address, maxRetriesPerRequest: 1, ...options });
    client.on('error', () => undefined);
    return client;
  }

  /** The node that the Sentinels send clients to, and the other one. */
  async roles(): Promise<{ readonly master: RedisServer; readonly replica: RedisServer }> {
    const [, port] = (await ask(this.sentinels[0]!, 'GET-MASTER-ADDR-BY-NAME', NAME)) as [string, string];
    const master = this.nodes.find((node) => node.port === Number(port))!;
    return { master, replica: this.nodes.find((node) => node !== master)! };
  }

  /** Has the Sentinels change the roles of two nodes that are well. */
  async failOver(): Promise<void> {
    await ask(this.sentinels[0]!, 'FAILOVER', NAME);
  }

  /** Until the replica follows the master, and every Sentinel knows all the others. */
  async whole(): Promise<void> {
    await until(async () => {
      const views = await Promise.all(this.sentinels.map(viewOf));
      const { replica } = await this.roles();
      return (
        views.every(({ others, linked }) => others === this.sentinels.length - 1 && linked === 1) &&
        views.every(({ port }) => port !== replica.port)
      );
    });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.nodes, ...this.sentinels].map((server) => server.stop()));
  }
}

async function viewOf(sentinel: RedisServer): Promise<{ port: number; others: number; linked: number }> {
  const master = fieldsOf(await ask(sentinel, 'MASTER', NAME));
  const replicas = ((await ask(sentinel, 'REPLICAS', NAME)) as unknown[]).map(fieldsOf);
  const linked = replicas.filter((one) => one.get('flags') === 'slave' && one.get('master-link-status') === 'ok');
  return { port: Number(master.get('port')), others: Number(master.get('num-other-sentinels')), linked: linked.length };
}

function fieldsOf(reply: unknown): Map<string, string> {
  const texts = reply as string[];
  return new Map(texts.flatMap((text, index) => (index % 2 === 0 ? [[text, texts[index + 1]!] as const] : [])));
}

async function ask(sentinel: RedisServer, ...words: string[]): Promise<unknown> {
  const client = new Redis(sentinel.url, { retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    return await client.call('SENTINEL', ...words);
  } finally {
    client.disconnect();
  }
}

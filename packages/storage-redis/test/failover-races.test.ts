import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from '@jest/globals';
import { RedisServer, TcpProxy, until } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { entryOf, freshPrefix, type Process, Processes } from './support/processes.js';
import { interleavings, REMOVALS, TAG, World } from './support/race-world.js';

interface Node {
  readonly server: RedisServer;
  readonly redis: Redis;
}

let master: Node;
let replica: Node;
let proxy: TcpProxy;
const processes = new Processes(() => {
  const client = new Redis(proxy.url, { retryStrategy: () => 1 });
  client.on('error', () => undefined);
  return client;
});

beforeAll(async () => {
  const args = ['--repl-diskless-sync', 'yes', '--repl-diskless-sync-delay', '0'];
  const start = async (): Promise<Node> => {
    const server = await RedisServer.start({ args });
    return { server, redis: new Redis(server.url) };
  };
  [master, replica] = await Promise.all([start(), start()]);
  proxy = await TcpProxy.to(master.server.port);
});
afterEach(() => processes.closeAll());
afterAll(async () => {
  await proxy.close();
  for (const { server, redis } of [master, replica]) {
    redis.disconnect();
    await server.stop();
  }
});

/** Until whatever the master has is here too. */
async function follow(): Promise<void> {
  await replica.redis.replicaof('127.0.0.1', master.server.port);
  await until(async () => {
    const [ours, theirs] = await Promise.all([master.redis.info('replication'), replica.redis.info('replication')]);
    return (
      theirs.includes('master_link_status:up') &&
      /slave_repl_offset:(\d+)/.exec(theirs)![1] === /master_repl_offset:(\d+)/.exec(ours)![1]
    );
  });
}

/** From now on nothing reaches the replica; clients still talk to the master. */
async function partition(): Promise<void> {
  await replica.redis.replicaof('NO', 'ONE');
}

function failOver(): void {
  proxy.leadTo(replica.server.port);
  [master, replica] = [replica, master];
}

const ONE_OF = 25;
const sample = Date.now() % ONE_OF;

describe(`a removal during loads, and a failover that loses what came last, in every order (sample ${sample})`, () => {
  let four: [Process<number>, Process<number>, Process<number>, Process<number>];
  let prefix: string;

  beforeEach(() => {
    prefix = freshPrefix();
    const open = () => processes.open<number>({ prefix });
    four = [open(), open(), open(), open()];
  });

  it.each(REMOVALS)(
    'leaves nothing older readable: %s',
    async (removal) => {
      const steps = {
        begins: (world: World) => world.begin(world.one),
        ends: (world: World) => world.end(world.one),
        'other begins': (world: World) => world.begin(world.other),
        'other ends': (world: World) => world.end(world.other),
        'source changes': async (world: World) => void world.version++,
        removal: (world: World) => world.remove(removal),
        partition: () => partition(),
        failover: async () => failOver(),
      };
      const always = [
        ['begins', 'ends'],
        ['source changes', 'removal'],
        ['partition', 'failover'],
      ] as const;
      const withAnother = interleavings<keyof typeof steps>([...always, ['other begins', 'other ends']]);
      const orders = [
        ...interleavings<keyof typeof steps>(always),
        // Of 2,520 a few, others each time.
        ...withAnother.filter((_, index) => index % ONE_OF === sample),
      ];
      for (const [index, order] of orders.entries()) {
        const world = new World(prefix, ...four);
        await world.writer.keyspace.invalidate('ada');
        if (index % 2 === 1) {
          const permit = await world.one.load('ada', { tags: [TAG] });
          await world.one.keyspace.offer('ada', entryOf(1, { tags: [TAG], staleAt: Date.now() }), permit);
        }
        await follow();
        try {
          for (const step of order) {
            await steps[step](world);
            await world.check();
          }
        } catch (error) {
          throw new Error(`in the order ${order.join(', ')}`, { cause: error });
        }
      }
    },
    300_000,
  );
});

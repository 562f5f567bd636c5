import { beforeEach, describe, it } from '@jest/globals';
import { entryOf, freshPrefix, type Process } from './support/processes.js';
import { interleavings, REMOVALS, TAG, World } from './support/race-world.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();

/** What befalls the control keys meanwhile. */
const MISHAPS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  nothing: async () => undefined,
  'the key is evicted': (world) => at.redis.del(world.name),
  'the turn is evicted': (world) => at.redis.del(`${world.name}:turn`),
  'the epochs are evicted': (world) => at.redis.del(world.control('clock'), world.control('epoch:users')),
  'the tag is evicted': (world) => at.redis.del(world.control(`tag:${TAG}`)),
  'the lease and the turn run out': async (world) => {
    const stands = (await at.redis.getBuffer(world.name))?.subarray(0, 4).toString('latin1');
    if (stands?.endsWith('L')) await at.redis.pexpire(world.name, 0);
    await at.redis.pexpire(`${world.name}:turn`, 0);
  },
  'the lease is stolen': async (world) => {
    const outcome = await world.thief.keyspace.acquire('ada', { supersede: true });
    if (outcome.kind === 'acquired') await world.thief.keyspace.abandon('ada', outcome.permit);
  },
};

describe('a removal during loads, in every order of their steps', () => {
  let processes: Process<number>[];
  let prefix: string;

  beforeEach(() => {
    prefix = freshPrefix();
    processes = Array.from({ length: 4 }, () => at.processes.open<number>({ prefix }));
  });

  const cases = REMOVALS.flatMap((removal) => Object.keys(MISHAPS).map((mishap) => [removal, mishap] as const));
  it.each(cases)(
    'leaves nothing older readable: %s, and %s',
    async (removal, mishap) => {
      const steps = {
        begins: (world: World) => world.begin(world.one),
        ends: (world: World) => world.end(world.one),
        'other begins': (world: World) => world.begin(world.other),
        'other ends': (world: World) => world.end(world.other),
        'source changes': async (world: World) => void world.version++,
        removal: (world: World) => world.remove(removal),
        mishap: (world: World) => MISHAPS[mishap]!(world),
      };
      const orders = interleavings<keyof typeof steps>([
        ['begins', 'ends'],
        ['other begins', 'other ends'],
        ['source changes', 'removal'],
        ...(mishap === 'nothing' ? [] : [['mishap'] as const]),
      ]);
      for (const [index, order] of orders.entries()) {
        const [one, other, writer, thief] = processes as [
          Process<number>,
          Process<number>,
          Process<number>,
          Process<number>,
        ];
        const world = new World(prefix, one, other, writer, thief);
        await writer.keyspace.invalidate('ada');
        if (index % 2 === 1) {
          await one.keyspace.offer(
            'ada',
            entryOf(1, { tags: [TAG], staleAt: Date.now() }),
            await one.load('ada', { tags: [TAG] }),
          );
        }
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
    60_000,
  );
});

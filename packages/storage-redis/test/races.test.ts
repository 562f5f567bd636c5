import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Permit } from '@memoir/core';
import { entryOf, freshPrefix, type Process } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
const TAG = 'team:red';

/** What changes in the source, and how the cache is told. */
type Removal = 'invalidate' | 'expire' | 'clear' | 'invalidateTags' | 'expireTags';
const REMOVALS: readonly Removal[] = ['invalidate', 'expire', 'clear', 'invalidateTags', 'expireTags'];

/** What befalls the control keys meanwhile. */
const MISHAPS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  nothing: async () => undefined,
  'the key is evicted': (world) => at.redis.del(world.name),
  'the turn is evicted': (world) => at.redis.del(`${world.name}:turn`),
  'the epochs are evicted': (world) => at.redis.del(world.control('clock'), world.control('epoch:users')),
  'the tag is evicted': (world) => at.redis.del(world.control(`tag:${TAG}`)),
  'the lease is stolen': async (world) => {
    const outcome = await world.thief.keyspace.acquire('ada', { supersede: true });
    if (outcome.kind === 'acquired') await world.thief.keyspace.abandon('ada', outcome.permit);
  },
};

/** A source with a version counter, two processes that load from it, one that changes it, and a mishap. */
class World {
  version = 1;
  /** What a read may answer at least. */
  confirmed = 1;
  readonly #loads = new Map<Process<number>, { permit: Permit; version: number }>();

  constructor(
    readonly prefix: string,
    readonly one: Process<number>,
    readonly other: Process<number>,
    readonly writer: Process<number>,
    readonly thief: Process<number>,
  ) {}

  get name(): string {
    return `${this.prefix}:users:{ada}`;
  }

  control(rest: string): string {
    return `${this.prefix}::{${this.prefix}}:${rest}`;
  }

  /** As the line does it: read, ask for the right to load, and only then look at the source. */
  async begin(process: Process<number>): Promise<void> {
    const standing = await process.keyspace.get('ada');
    const outcome = await process.keyspace.acquire('ada', { standing, tags: [TAG] });
    if (outcome.kind === 'acquired') this.#loads.set(process, { permit: outcome.permit, version: this.version });
  }

  async end(process: Process<number>): Promise<void> {
    const load = this.#loads.get(process);
    if (load === undefined) return;
    const outcome = await process.keyspace.offer('ada', entryOf(load.version, { tags: [TAG] }), load.permit);
    if (outcome === 'stored') expect(load.version).toBeGreaterThanOrEqual(this.confirmed);
  }

  async remove(how: Removal): Promise<void> {
    const { keyspace, storage } = this.writer;
    if (how === 'clear') await keyspace.clear();
    else if (how === 'invalidateTags' || how === 'expireTags') await storage[how]([TAG]);
    else await keyspace[how]('ada');
    this.confirmed = this.version;
  }

  async check(): Promise<void> {
    for (const process of [this.one, this.writer]) {
      const entry = await process.keyspace.get('ada');
      if (entry !== undefined && entry.expiresAt > Date.now()) {
        expect(entry.value).toBeGreaterThanOrEqual(this.confirmed);
      }
    }
  }
}

/** All orders of these threads' steps. */
function interleavings<T>(threads: readonly (readonly T[])[]): T[][] {
  const left = threads.filter((thread) => thread.length > 0);
  if (left.length === 0) return [[]];
  return left.flatMap((thread) => {
    const rest = left.map((other) => (other === thread ? thread.slice(1) : other));
    return interleavings(rest).map((order) => [thread[0]!, ...order]);
  });
}

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

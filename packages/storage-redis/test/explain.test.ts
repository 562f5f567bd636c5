import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  createMemoizer,
  type Memoized,
  standardConfiguration,
  TieredStorage,
  type WaitExplanation,
  withWrite,
} from '@memoir/core';
import { heldLoads } from '@memoir/core/testing';
import { until } from '@memoir/redis-test-server';
import { MemoryStorage } from '@memoir/storage-memory';
import { Redis } from 'ioredis';
import { RedisStorage } from '../src/index.js';
import { freshPrefix } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';
import { testSerde } from './support/test-serde.js';

const at = new ServerForTests();
let prefix: string;

beforeEach(() => {
  prefix = freshPrefix();
});

interface World {
  readonly cached: Memoized<(id: string) => Promise<string>>;
  readonly storage: RedisStorage | TieredStorage;
}

const spans = { updateAfter: '10m', expireAfter: '30m', keepStaleFor: '1h', storageTimeout: '10s' } as const;

/** One process with a function on Redis, or on tiers over it. */
async function inProcess<T>(
  load: (id: string) => Promise<string>,
  work: (world: World) => Promise<T>,
  { isTiered = false, ...options }: { isTiered?: boolean; updateAfter?: number; storageTimeout?: '100ms' } = {},
): Promise<T> {
  const client = new Redis(at.server.url);
  const far = new RedisStorage({ client, serde: testSerde, prefix, leaseFor: '5s' });
  const storage = isTiered ? new TieredStorage(new MemoryStorage(), far) : far;
  const { memoize } = createMemoizer(standardConfiguration(storage));
  const resultTags = (_: string, id: string) => [`user:${id}`];
  const cached = memoize(load, { namespace: 'users', resultTags, ...spans, ...options });
  try {
    return await work({ cached, storage });
  } finally {
    await cached.close();
    await storage.close();
    await far.close();
    client.disconnect();
  }
}

const upper = async (id: string) => id.toUpperCase();

describe('explain on Redis', () => {
  it('tells a hit with what stands, its tags, size and serde', () =>
    inProcess(upper, async ({ cached }) => {
      await cached('ada');

      expect(await cached.explain('ada')).toMatchObject({
        verdict: 'hit',
        entry: { tier: 'redis', tags: ['user:ada'], freshness: 'fresh' },
        tiers: [{ tier: 'redis', isServed: true, serde: testSerde.id, size: expect.any(Number) }],
      });
    }));

  it('leaves no trace in Redis: no lease, no epoch, nothing written', () =>
    inProcess(upper, async ({ cached }) => {
      await at.forgetCommands();
      const explained = await cached.explain('ada');

      expect(explained).toMatchObject({ verdict: 'miss', isStored: true });
      expect(explained.reasons).toContain('redis: nothing stands in Redis');
      expect(await at.redis.keys(`${prefix}*`)).toEqual([]);
      const commands = Object.keys(await at.commands());
      const writes = ['set', 'del', 'setrange', 'pexpire', 'publish', 'xadd', 'subscribe', 'incr'];
      expect(commands.filter((name) => writes.includes(name))).toEqual([]);
    }));

  it("waits for another process's load, and tells who has the lease and for how long", async () => {
    const { load, next } = heldLoads<[id: string], string>();
    await inProcess(load, async ({ cached: theirs }) => {
      const call = theirs('ada');
      const held = await next();
      const explained = await inProcess(upper, ({ cached }) => cached.explain('ada'));
      const owner = (await at.redis.getBuffer(`${prefix}:users:{ada}`))!.subarray(4).toString('hex');

      expect(explained).toMatchObject({ verdict: 'wait', waitsFor: 'lease', lease: { owner, over: 'nothing' } });
      const { remaining } = (explained as WaitExplanation).lease!;
      expect(remaining).toBeGreaterThan(0);
      expect(remaining).toBeLessThanOrEqual(5_000);
      expect(await theirs.explain('ada')).toMatchObject({ verdict: 'join', lease: { owner } });
      held.resolve('Ada');
      expect(await call).toBe('Ada');
    });
  });

  it('tells of a refresh elsewhere that the stale value is answered and who replaces it', async () => {
    const { load, next } = heldLoads<[id: string], string>();
    await inProcess(
      load,
      async ({ cached: theirs }) => {
        const first = theirs('ada');
        (await next()).resolve('Ada');
        await first;
        await until(async () => (await theirs.explain('ada')).verdict === 'stale');
        await theirs('ada');
        const held = await next();
        const explained = await inProcess(upper, ({ cached }) => cached.explain('ada'));

        expect(explained).toMatchObject({ verdict: 'stale', lease: { over: 'value' } });
        held.resolve('Ada again');
        await until(async () => theirs.inFlight().length === 0);
      },
      { updateAfter: 20 },
    );
  });

  it('tells of a clear, a tag, an expiry, and of bytes that nobody can read', () =>
    inProcess(upper, async ({ cached }) => {
      await cached('ada');
      await cached.invalidateTags(['user:ada']);
      const tagged = await cached.explain('ada');
      await cached('ada');
      await cached.expireTags(['user:ada']);
      const expired = await cached.explain('ada');
      await cached('ada');
      await cached.invalidateAll();
      const cleared = await cached.explain('ada');
      await at.redis.set(`${prefix}:users:{ada}`, 'something else');
      const foreign = await cached.explain('ada');

      expect(tagged.reasons).toContain('redis: the tag user:ada was invalidated after the load began');
      expect(expired).toMatchObject({ verdict: 'miss', entry: { freshness: 'expired' } });
      expect(cleared.reasons).toContain('redis: it was loaded before the namespace was cleared');
      expect(foreign.reasons).toContain('redis: what stands cannot be read: not written by memoir');
      expect(cached.statistics().storageFailures).toBe(0);
    }));

  it('tells of a write elsewhere that keeps the key in quarantine', () =>
    inProcess(upper, async ({ cached: writers }) => {
      const explained = await withWrite([writers.target('ada')], () =>
        inProcess(upper, ({ cached }) => cached.explain('ada')),
      );

      expect(explained).toMatchObject({ verdict: 'miss', isStored: false, quarantine: { writes: 1 } });
      expect((explained as { quarantine: { until: number } }).quarantine.until).toBeGreaterThan(Date.now());
    }));

  it('tells of a server that is another than the one that issued the epochs', () =>
    inProcess(upper, async ({ cached }) => {
      await cached('ada');
      const epoch = `${prefix}::{${prefix}}:epoch:users`;
      await at.redis.set(epoch, `${(await at.redis.get(epoch))!.split('-')[0]}-ffffffffffffffff`);

      expect((await cached.explain('ada')).reasons.join()).toContain('the server was restarted');
    }));
});

describe('explain on tiers over Redis', () => {
  it('tells both tiers, and that a near one which is not proven is passed over', () =>
    inProcess(
      upper,
      async ({ cached }) => {
        await cached('ada');
        await until(async () => (await cached.explain('ada')).verdict === 'hit');
        await until(async () => {
          await cached('ada');
          const { tiers } = (await cached.explain('ada')) as WaitExplanation;
          return tiers[0]!.isServed;
        });
        const proven = await cached.explain('ada');

        expect(proven).toMatchObject({ entry: { tier: 'near' }, tiers: [{ tier: 'near' }, { tier: 'redis' }] });
      },
      { isTiered: true },
    ));

  it('tells, of a server that is frozen, what the near tier does without it, and until when', () =>
    inProcess(
      upper,
      async ({ cached }) => {
        await cached('ada');
        await until(async () => ((await cached.explain('ada')) as WaitExplanation).tiers[0]!.isServed);
        await at.server.freeze();
        try {
          const early = await cached.explain('ada');
          await until(async () => (await cached.explain('ada')).verdict === 'miss');
          const late = await cached.explain('ada');

          expect(early).toMatchObject({ verdict: 'hit', entry: { tier: 'near' }, tiers: [{ tier: 'near' }] });
          expect(late).toMatchObject({ verdict: 'miss', isStored: false, tiers: [{ isServed: false }] });
          expect(late.reasons.join()).toMatch(/near: the log has not proven for \d+ ms that nothing was missed/);
        } finally {
          await at.server.thaw();
        }
      },
      { isTiered: true, storageTimeout: '100ms' },
    ));
});

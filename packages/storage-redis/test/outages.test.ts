import { Buffer } from 'node:buffer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoizer, type Memoized, standardConfiguration } from '@memoir/core';
import { RedisServer } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { RedisStorage } from '../src/index.js';
import { freshPrefix } from './support/processes.js';
import { testSerde } from './support/test-serde.js';

/** Defaults: nothing is tuned here. */
const STORAGE_TIMEOUT = 250;
const LOAD_TAKES = 40;
/** For a machine that does other things too. */
const GRACE = 150;
const BACK_WITHIN = 15_000;
/** Microseconds per key; it looks at its clients after each two megabytes, which not every version can be told to change. */
const SLOW_TO_LOAD = ['--key-load-delay', '2000', '--rdbcompression', 'no'];
const PADDING = 'x'.repeat(6_000);

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeAll(() => {
  process.on('unhandledRejection', note);
});
afterAll(() => {
  process.off('unhandledRejection', note);
});

let server: RedisServer;
let redis: Redis;
let prefix: string;
let members: Member[];

beforeEach(async () => {
  server = await RedisServer.start({ args: SLOW_TO_LOAD });
  redis = new Redis(server.url, {
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
    enableReadyCheck: false,
    disconnectTimeout: 100,
  });
  redis.on('error', () => undefined);
  prefix = freshPrefix();
  version = 1;
  members = [];
});
afterEach(async () => {
  for (const member of members) await member.close();
  redis.disconnect();
  await server.stop();
  expect(unhandled.splice(0)).toEqual([]);
});

/** What the source says at present. */
let version: number;

/** A process with a function over a source whose version grows. */
class Member {
  loads = 0;
  readonly read: Memoized<(id: string) => Promise<number>>;
  readonly #storage: RedisStorage;
  readonly #client: Redis | undefined;

  constructor(client: 'url' | 'ioredis') {
    this.#client = client === 'url' ? undefined : new Redis(server.url, { disconnectTimeout: 100 });
    this.#client?.on('error', () => undefined);
    const way = this.#client === undefined ? { url: server.url } : { client: this.#client };
    this.#storage = new RedisStorage({ ...way, serde: testSerde, prefix });
    const { memoize } = createMemoizer(standardConfiguration(this.#storage));
    this.read = memoize(
      async (_id: string) => {
        this.loads++;
        const read = version;
        await new Promise((resolve) => setTimeout(resolve, LOAD_TAKES));
        return read;
      },
      { namespace: 'users' },
    );
    members.push(this);
  }

  /** @returns the answer, once it has come in time */
  async timely(id: string): Promise<number> {
    const begin = performance.now();
    const answer = await this.read(id);
    expect(performance.now() - begin).toBeLessThan(STORAGE_TIMEOUT + LOAD_TAKES + GRACE);
    return answer;
  }

  /** Until the key is answered from Redis again; every answer on the way is one of these. */
  async answersFromRedis(id: string, allowed: readonly number[]): Promise<number> {
    const giveUpAt = performance.now() + BACK_WITHIN;
    for (;;) {
      const before = this.loads;
      const answer = await this.read(id);
      expect(allowed).toContain(answer);
      if (this.loads === before) return answer;
      if (performance.now() > giveUpAt) throw new Error('it is not used again');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async close(): Promise<void> {
    await this.read.close();
    await this.#storage.close();
    this.#client?.disconnect();
  }
}

interface Outage {
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

const nameOf = (id: string) => `${prefix}:users:{${id}}`;
const overwrite = (bytes: (before: Buffer) => Buffer) => async () => {
  for (const id of ['ada', 'bob']) await redis.set(nameOf(id), bytes((await redis.getBuffer(nameOf(id)))!));
};

/** In which it cannot be told what was invalidated. */
const AWAY: Readonly<Record<string, Outage>> = {
  frozen: { begin: () => server.freeze(), end: () => server.thaw() },
  killed: { begin: () => server.kill(), end: () => server.restart() },
  'loading its data': {
    begin: async () => {
      await Promise.all(Array.from({ length: 2_000 }, (_, index) => redis.set(`padding ${index}`, PADDING)));
      await redis.save();
      await server.kill();
      restarted = server.restart();
      for (;;) {
        const reply = await redis.ping().catch((error: Error) => error.message);
        if (/LOADING/.test(reply)) return;
      }
    },
    end: () => restarted,
  },
  'read-only, as a replica': {
    begin: () => redis.replicaof('127.0.0.1', 1),
    end: () => redis.replicaof('NO', 'ONE'),
  },
};
let restarted: Promise<void>;

describe.each(['url', 'ioredis'] as const)('a Redis that is away from a storage made with %s', (client) => {
  it.each(Object.keys(AWAY))(
    'is waited for by no call for long, and nothing invalidated comes back: %s',
    async (what) => {
      const [ours, theirs] = [new Member(client), new Member(client)];
      expect(await ours.read('ada')).toBe(1);
      expect(await theirs.read('bob')).toBe(1);
      await AWAY[what]!.begin();
      version = 2;

      const invalidation = ours.read.invalidate('ada').catch((error: unknown) => error);
      const burst = Array.from({ length: 200 }, (_, index) => ours.timely(`cold ${index % 20}`));
      expect([1, 2]).toContain(await ours.timely('ada'));
      expect(new Set(await Promise.all(burst))).toEqual(new Set([2]));
      for (const id of ['ada', 'bob', 'another']) expect([1, 2]).toContain(await theirs.timely(id));
      expect(await invalidation).toMatchObject({ code: 'ERR_MEMOIR_INVALIDATION_UNCONFIRMED' });
      // Here it counts from now on, whatever Redis still holds; also once the breaker has let a call try again.
      const until = performance.now() + 1_500;
      while (performance.now() < until) {
        expect(await ours.timely('ada')).toBe(2);
        await ours.timely('bob');
      }

      await AWAY[what]!.end();
      expect(await ours.answersFromRedis('ada', [2])).toBe(2);
      // Once it is confirmed it holds for everybody.
      expect(await theirs.read('ada')).toBe(2);
      await theirs.answersFromRedis('bob', [1, 2]);
      await ours.read.invalidate('bob');
      expect(await theirs.read('bob')).toBe(2);
    },
    60_000,
  );

  it('was not there from the beginning', async () => {
    await server.kill();
    const ours = new Member(client);
    const burst = Array.from({ length: 200 }, (_, index) => ours.timely(`cold ${index % 20}`));
    await expect(ours.read.invalidate('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_INVALIDATION_UNCONFIRMED' });
    await Promise.all(burst);
    expect(await ours.timely('ada')).toBe(1);

    await server.restart();
    expect(await ours.answersFromRedis('ada', [1])).toBe(1);
  }, 60_000);
});

const AMISS: Readonly<Record<string, Outage>> = {
  'out of memory': {
    begin: () => redis.config('SET', 'maxmemory', '1'),
    end: () => redis.config('SET', 'maxmemory', '0'),
  },
  'something of another type under the keys': {
    begin: async () => {
      await redis.del(nameOf('ada'), nameOf('bob'));
      for (const id of ['ada', 'bob']) await redis.rpush(nameOf(id), 'a', 'list');
    },
    end: async () => undefined,
  },
  'garbage under the keys': { begin: overwrite(() => Buffer.from('somebody else’s')), end: async () => undefined },
  'values of another version under the keys': {
    begin: overwrite((bytes) => Buffer.from(bytes.fill(9, 2, 3))),
    end: async () => undefined,
  },
};

describe('a Redis that answers, and something is amiss', () => {
  it.each(Object.keys(AMISS))(
    'holds up no call, and still takes invalidations: %s',
    async (what) => {
      const [ours, theirs] = [new Member('url'), new Member('ioredis')];
      await Promise.all([ours.read('ada'), theirs.read('bob')]);
      await AMISS[what]!.begin();
      version = 2;

      await ours.read.invalidate('ada');
      const burst = Array.from({ length: 200 }, (_, index) => ours.timely(`cold ${index % 20}`));
      for (const member of [theirs, ours]) expect(await member.timely('ada')).toBe(2);
      expect(new Set(await Promise.all(burst))).toEqual(new Set([2]));
      expect([1, 2]).toContain(await ours.timely('bob'));

      await AMISS[what]!.end();
      for (const member of [ours, theirs]) expect(await member.answersFromRedis('ada', [2])).toBe(2);
      await ours.read.invalidate('bob');
      for (const member of [ours, theirs]) expect(await member.answersFromRedis('bob', [2])).toBe(2);
    },
    60_000,
  );
});

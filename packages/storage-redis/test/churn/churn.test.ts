import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration, TieredStorage, tagTarget, withWrite } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { until } from '@memoir/redis-test-server';
import { MemoryStorage } from '@memoir/storage-memory';
import { Redis } from 'ioredis';
import { RedisStorage } from '../../src/index.js';
import { freshPrefix } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';
import { testSerde } from '../support/test-serde.js';
import { letPass } from './passing-of-time.js';

const at = new ServerForTests();
const MINUTE = 60_000;
/** Tags are kept for an hour, so that the first one fills what the second one has to leave as it was. */
const MINUTES = 60;
const KILLED_EVERY = 20;
const KEYS = 20;
const SHORT_LIVED = join(process.cwd(), 'packages/storage-redis/test/churn/short-lived.mjs');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** One of several processes, with a near tier and connections of its own. */
class Member {
  readonly #client = new Redis(at.server.url);
  readonly storage: TieredStorage;
  readonly #memoizer;

  constructor(
    prefix: string,
    readonly clock: ManualClock,
  ) {
    const far = new RedisStorage({ client: this.#client, serde: testSerde, prefix, leaseFor: '1s' });
    this.storage = new TieredStorage(new MemoryStorage(), far);
    this.#memoizer = createMemoizer({ ...standardConfiguration(this.storage), clock });
  }

  memoize(namespace: string) {
    const load = async (id: string) => `${id} ${'x'.repeat(1_000)}`;
    const resultTags = (_value: string, id: string) => [`tag of ${id}`];
    return this.#memoizer.memoize(load, { namespace, expireAfter: '5m', resultTags });
  }

  async close(): Promise<void> {
    await this.storage.close();
    this.#client.disconnect();
  }
}

/** A process that comes, does everything to keys, tags and a namespace that nobody has had before, and goes. */
async function comeAndGo(prefix: string, number: number): Promise<void> {
  const member = new Member(prefix, new ManualClock(Date.now()));
  const functions = [member.memoize('users'), member.memoize(`tenant ${number}`)];
  for (const [which, cached] of functions.entries()) {
    const ids = Array.from({ length: KEYS }, (_, key) => `${number}-${which}-${key}`);
    await Promise.all(ids.map((id) => cached(id)));
    await cached.invalidate(ids[0]!);
    await cached.expire(ids[1]!);
    await cached.refresh(ids[2]!);
    await withWrite([cached.target(ids[3]!), tagTarget(member.storage, `tag of ${ids[4]}`)], () => undefined);
    await cached.invalidateTags([`tag of ${ids[5]}`, `never seen ${number}`]);
    await cached.expireTags([`tag of ${ids[6]}`]);
    await Promise.all(ids.map((id) => cached(id)));
  }
  if (number % 2 === 0) await functions[1]!.invalidateAll();
  if (number % 3 === 0) for (const cached of functions) await cached.close();
  await member.close();
}

/** One that is killed in the middle of it all. */
async function comeAndDie(prefix: string): Promise<void> {
  const task = JSON.stringify({ url: at.server.url, prefix });
  const child = fork(SHORT_LIVED, [task], { execArgv: ['--unhandled-rejections=strict'] });
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function connections(): Promise<number> {
  return Number((await at.redis.info('clients')).match(/connected_clients:(\d+)/)![1]);
}

async function figures() {
  for (let time = 0; time < 5; time++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  const heap = process.memoryUsage().heapUsed;
  const used = Number((await at.redis.info('memory')).match(/used_memory_dataset:(\d+)/)![1]);
  return { heap, keys: await at.redis.dbsize(), memory: used, connections: await connections() };
}

describe('processes that come and go, with keys, tags and namespaces of their own', () => {
  it('leave nothing that stays, neither in a process that lasts nor in Redis', async () => {
    const prefix = freshPrefix();
    const lasting = new Member(prefix, new ManualClock(Date.now()));
    const cached = lasting.memoize('users');
    let number = 0;
    const hour = async () => {
      for (let minute = 0; minute < MINUTES; minute++, number++) {
        if (minute % KILLED_EVERY === 0) await comeAndDie(prefix);
        await comeAndGo(prefix, number);
        for (let key = 0; key < KEYS; key++) await cached(`lasting ${number}-${key}`);
        await lasting.clock.advance(MINUTE);
        await letPass(at.redis, MINUTE);
      }
      return figures();
    };
    const first = await hour();
    const second = await hour();

    console.info('after an hour, and after another:', JSON.stringify({ first, second }));
    expect(second.keys).toBeLessThan(first.keys * 1.1);
    expect(second.memory).toBeLessThan(first.memory * 1.3);
    expect(second.heap - first.heap).toBeLessThan(2_000_000);
    await until(async () => (await connections()) <= first.connections);
    await cached.close();
    await lasting.close();
    await letPass(at.redis, 61 * MINUTE);
    expect((await namesLeft(prefix)).filter((name) => !name.includes(':epoch:'))).toEqual([':clock']);
    await letPass(at.redis, 24 * 60 * MINUTE);
    expect(await namesLeft(prefix)).toEqual([':clock']);
  }, 120_000);
});

async function namesLeft(prefix: string): Promise<string[]> {
  const names = await at.redis.keys('*');
  return names.map((name) => name.replace(`${prefix}::{${prefix}}`, '')).sort();
}

describe('a log that is written to all the time', () => {
  it('keeps as much as it can ever need, and no more', async () => {
    const prefix = freshPrefix();
    const process = at.processes.open({ prefix });
    const stream = `${prefix}::{${prefix}}:log`;
    await at.redis.xadd(stream, '*', 'p', '', 'm', '');
    const write = (count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, key) =>
          process.storage.log.append({ kind: 'keys', namespace: 'users', keys: [`key ${key}`] }),
        ),
      );
    for (let time = 0; time < 12; time++) await write(1_000);
    const before = (await at.redis.memory('USAGE', stream))!;
    for (let time = 0; time < 12; time++) await write(1_000);

    expect(await at.redis.xlen(stream)).toBeLessThan(10_200);
    expect(await at.redis.memory('USAGE', stream)).toBeLessThan(before * 1.1);
  }, 30_000);
});

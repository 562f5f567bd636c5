import { beforeEach, describe, expect, it } from '@jest/globals';
import { entryOf, freshPrefix, type Process } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
let prefix: string;
let ours: Process;
let theirs: Process;

beforeEach(() => {
  prefix = freshPrefix();
  ours = at.processes.open({ prefix });
  theirs = at.processes.open({ prefix });
});

async function store(process: Process, key: string, value: string): Promise<void> {
  expect(await process.keyspace.offer(key, entryOf(value), await process.load(key))).toBe('stored');
}

describe('clearing a namespace', () => {
  it('leaves nothing readable in any process, and every key can be loaded again', async () => {
    await store(ours, 'ada', 'Ada');
    await store(theirs, 'bob', 'Bob');
    await ours.keyspace.clear();

    for (const key of ['ada', 'bob'])
      expect([await ours.value(key), await theirs.value(key)]).toEqual([undefined, undefined]);
    await store(theirs, 'ada', 'Ada again');
    expect(await ours.value('ada')).toBe('Ada again');
  });

  it('leaves other namespaces alone', async () => {
    const teams = ours.also<string>('teams');
    const lease = await teams.acquire('red');
    await teams.offer('red', entryOf('Red'), lease.kind === 'acquired' ? lease.permit : undefined);
    await ours.keyspace.clear();

    expect((await teams.get('red'))?.value).toBe('Red');
  });

  it('keeps out what a load under way brings', async () => {
    const permit = await ours.load('ada');
    const refresh = await (async () => {
      await store(ours, 'bob', 'v1');
      return ours.load('bob', { standing: await ours.keyspace.get('bob') });
    })();
    await theirs.keyspace.clear();

    expect(await ours.keyspace.offer('ada', entryOf('old'), permit)).toBe('refused');
    expect(await ours.keyspace.offer('bob', entryOf('old'), refresh)).toBe('refused');
    expect([await theirs.value('ada'), await theirs.value('bob')]).toEqual([undefined, undefined]);
  });

  it('is one script however much is cleared', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, index) => store(ours, `user ${index}`, 'x')));
    await at.forgetCommands();
    await ours.keyspace.clear();

    const { evalsha, eval: first, get, set, del, time, ...others } = await at.commands();
    expect((evalsha ?? 0) + (first ?? 0)).toBeLessThanOrEqual(2);
    expect([get, set, del, time]).toEqual([1, 1, 1, 1]);
    expect(others['mget'] ?? others['scan'] ?? others['keys']).toBeUndefined();
    const values = await ours.keyspace.getMany(Array.from({ length: 300 }, (_, index) => `user ${index}`));
    expect(values.every((entry) => entry === undefined)).toBe(true);
  });

  it('lets go of an expired fallback too', async () => {
    const now = Date.now();
    const kept = entryOf('old', {
      createdAt: now - 100,
      staleAt: now - 50,
      expiresAt: now - 10,
      keepUntil: now + 60_000,
    });
    await ours.keyspace.offer('ada', kept, await ours.load('ada'));
    await ours.keyspace.clear();

    expect(await ours.keyspace.get('ada')).toBeUndefined();
  });
});

describe('a namespace whose epoch is lost', () => {
  it('misses everything loaded before, and nothing loaded after', async () => {
    await store(ours, 'ada', 'Ada');
    const permit = await ours.load('bob');
    await at.redis.del(`${prefix}::{${prefix}}:epoch:users`);

    expect(await theirs.value('ada')).toBeUndefined();
    expect(await ours.keyspace.offer('bob', entryOf('Bob'), permit)).toBe('refused');
    await store(theirs, 'ada', 'Ada');
    expect(await ours.value('ada')).toBe('Ada');
  });

  it('takes bytes of somebody else for a lost epoch', async () => {
    await store(ours, 'ada', 'Ada');
    const name = `${prefix}::{${prefix}}:epoch:users`;
    for (const spoil of [
      () => at.redis.set(name, 'not an epoch'),
      async () => {
        await at.redis.del(name);
        await at.redis.rpush(name, 'a list');
      },
    ]) {
      await spoil();
      expect(await theirs.value('ada')).toBeUndefined();
      await store(theirs, 'ada', 'Ada');
      expect(await ours.value('ada')).toBe('Ada');
    }
  });

  it('is never given an epoch a second time', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 200; round++) {
      if (round % 2 === 0) await ours.keyspace.clear();
      else await at.redis.del(`${prefix}::{${prefix}}:epoch:users`);
      await theirs.keyspace.get('ada');
      seen.add((await at.redis.get(`${prefix}::{${prefix}}:epoch:users`))!);
    }

    expect(seen.size).toBe(200);
  });
});

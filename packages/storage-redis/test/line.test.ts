import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoizer, type Memoized, standardConfiguration } from '@memoir/core';
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

interface Load {
  readonly process: number;
  readonly end: (value: string) => void;
}

/** Several processes that memoize the same function; each load is held until the test ends it. */
class Fleet {
  readonly loads: Load[] = [];
  readonly members: Memoized<(id: string) => Promise<string>>[] = [];
  readonly #storages: { storage: RedisStorage; client: Redis }[] = [];

  constructor(size: number, lifeSpan: { updateAfter?: number; leaseFor?: number } = {}) {
    for (let process = 0; process < size; process++) {
      const client = new Redis(at.server.url, { maxRetriesPerRequest: 0 });
      client.on('error', () => undefined);
      const storage = new RedisStorage({ client, serde: testSerde, prefix, leaseFor: lifeSpan.leaseFor });
      this.#storages.push({ storage, client });
      const { memoize } = createMemoizer(standardConfiguration(storage));
      const load = (_id: string) => new Promise<string>((end) => this.loads.push({ process, end }));
      const updateAfter = lifeSpan.updateAfter ?? 60_000;
      this.members.push(memoize(load, { namespace: 'users', storageTimeout: '5s', updateAfter, expireAfter: '5m' }));
    }
  }

  async loading(count: number): Promise<void> {
    while (this.loads.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  /** As a process ends that is killed: nothing more is said to anybody. */
  kill(process: number): void {
    this.#storages[process]!.client.disconnect();
  }

  async close(): Promise<void> {
    for (const member of this.members) await member.close();
    for (const { storage, client } of this.#storages) {
      await storage.close();
      client.disconnect();
    }
  }
}

describe('functions in several processes that share a Redis', () => {
  it('run one load for 400 callers in 4 of them', async () => {
    const fleet = new Fleet(4);
    const calls = fleet.members.flatMap((member) => Array.from({ length: 100 }, () => member('ada')));
    await fleet.loading(1);
    await at.subscribed(`${prefix}:users:{ada}`, 3);
    fleet.loads[0]!.end('Ada');

    expect(new Set(await Promise.all(calls))).toEqual(new Set(['Ada']));
    expect(fleet.loads).toHaveLength(1);
    await fleet.close();
  });

  it('run a second load, and no third, if the process that loads dies', async () => {
    const fleet = new Fleet(4, { leaseFor: 400 });
    const first = fleet.members[0]!('ada').catch(() => 'died');
    await fleet.loading(1);
    const others = fleet.members.slice(1).flatMap((member) => Array.from({ length: 100 }, () => member('ada')));
    await at.subscribed(`${prefix}:users:{ada}`, 3);
    fleet.kill(0);
    await fleet.loading(2);
    fleet.loads[1]!.end('from the successor');

    expect(new Set(await Promise.all(others))).toEqual(new Set(['from the successor']));
    fleet.loads[0]!.end('too late');
    await first;
    expect(fleet.loads).toHaveLength(2);
    expect(await at.processes.open({ prefix }).value('ada')).toBe('from the successor');
    await fleet.close();
  });

  it('keep out what was loaded before another process invalidated it', async () => {
    const fleet = new Fleet(2);
    const early = fleet.members[0]!('ada');
    await fleet.loading(1);
    await fleet.members[1]!.invalidate('ada');
    const late = fleet.members[1]!('ada');
    await fleet.loading(2);
    fleet.loads[1]!.end('new');
    expect(await late).toBe('new');
    fleet.loads[0]!.end('old');

    expect(await early).toBe('old');
    expect(await fleet.members[0]!('ada')).toBe('new');
    expect(fleet.loads).toHaveLength(2);
    await fleet.close();
  });

  it('refresh a stale value once, while all of them serve it', async () => {
    const fleet = new Fleet(4, { updateAfter: 20 });
    const cold = fleet.members[0]!('ada');
    await fleet.loading(1);
    fleet.loads[0]!.end('v1');
    await cold;
    await new Promise((resolve) => setTimeout(resolve, 40));

    const served = await Promise.all(fleet.members.map((member) => member('ada')));
    await fleet.loading(2);
    const observer = at.processes.open({ prefix });
    expect(served).toEqual(['v1', 'v1', 'v1', 'v1']);
    expect(await observer.value('ada')).toBe('v1');
    expect(fleet.loads).toHaveLength(2);
    fleet.loads[1]!.end('v2');
    while ((await observer.value('ada')) !== 'v2') await new Promise((resolve) => setTimeout(resolve, 2));
    await fleet.close();
  });

  it('cost a miss three round trips, and a hit its share of one command', async () => {
    const fleet = new Fleet(1);
    const [getUser] = fleet.members;
    const warm = getUser!('warm');
    await fleet.loading(1);
    fleet.loads[0]!.end('warm');
    await warm;

    await at.forgetCommands();
    const cold = getUser!('cold');
    await fleet.loading(2);
    fleet.loads[1]!.end('cold');
    await cold;
    const miss = await at.commands();
    // Of the two SETs one is in the script; a Redis before 7 leases by a script as well.
    expect({ mget: miss['mget'], set: miss['set'] }).toEqual({ mget: 3, set: 2 });
    expect(miss['evalsha']).toBeLessThanOrEqual(2);

    await at.forgetCommands();
    await Promise.all(Array.from({ length: 64 }, (_, index) => getUser!(index % 2 ? 'warm' : 'cold')));
    expect(await at.commands()).toEqual({ mget: 1 });
    await fleet.close();
  });
});

describe('a function for many keys', () => {
  it('reads them from Redis by one command, and loads what is left, each key by one process', async () => {
    const clients = [new Redis(at.server.url), new Redis(at.server.url)];
    const loaded: string[] = [];
    const processes = clients.map((client) => {
      const storage = new RedisStorage({ client, serde: testSerde, prefix });
      const { memoizeMany } = createMemoizer(standardConfiguration(storage));
      const users = memoizeMany<string, string>(
        async (keys) => {
          loaded.push(...keys);
          return keys.map((key) => key.toUpperCase());
        },
        { namespace: 'users', storageTimeout: '5s', expireAfter: '5m' },
      );
      return { users, storage };
    });
    const [ours, theirs] = processes.map(({ users }) => users);
    await ours!.many(['a', 'b']);
    expect(await theirs!.many(['c', 'a', 'b', 'a'])).toEqual(['C', 'A', 'B', 'A']);
    expect(loaded).toEqual(['a', 'b', 'c']);
    expect(theirs!.statistics()).toMatchObject({ hits: 3, misses: 1 });
    await theirs!.invalidateMany(['a', 'c']);
    expect(await ours!.many(['a', 'b', 'c'])).toEqual(['A', 'B', 'C']);
    expect(loaded.slice(3).sort()).toEqual(['a', 'c']);
    for (const { users, storage } of processes) {
      await users.close();
      await storage.close();
    }
    for (const client of clients) client.disconnect();
  });
});

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '@memoir/core';
import { Redis } from 'ioredis';
import { Follower } from './support/follower.js';
import { entryOf, Processes } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();

/** The line of docs/redis-format.md. */
async function documented(): Promise<string[]> {
  const page = await readFile(new URL('../../../docs/redis-format.md', import.meta.url), 'utf8');
  return /^ACL SETUSER app on >password (.*)$/m.exec(page)![1]!.split(' ');
}

function as(user: string): Processes {
  return new Processes(() => {
    const client = new Redis(at.server.url, { username: user, password: 'password', enableReadyCheck: false });
    client.on('error', () => undefined);
    return client;
  });
}

describe('a user with the rights that the documentation names', () => {
  it('can do everything', async () => {
    await at.redis.call('ACL', 'SETUSER', 'app', 'on', '>password', ...(await documented()));
    const processes = as('app');
    const [one, other] = [processes.open(), processes.open()];
    const follower = await Follower.of(other.storage);
    const tags = ['team:red'];
    const permit = await one.load('ada', { tags });
    const outcome = await other.keyspace.acquire('ada');
    const released = outcome.kind === 'held' ? outcome.released : undefined;
    expect(await one.keyspace.extend('ada', permit)).toBe(true);
    expect(await one.keyspace.offer('ada', entryOf('Ada', { tags }), permit)).toBe('stored');
    await released;
    expect(await other.value('ada')).toBe('Ada');
    await one.keyspace.abandon('ada', await one.load('ada', { standing: await one.keyspace.get('ada') }));
    await one.keyspace.offer('bob', entryOf('Bob', { keepUntil: Number.POSITIVE_INFINITY, tags }));
    await one.storage.expireTags(tags);
    await one.storage.invalidateTags(tags);
    await one.keyspace.expire('ada');
    await one.keyspace.invalidate('ada');
    await one.keyspace.clear();
    expect(await follower.news()).toHaveLength(7);
    const relying = new Follower(one.storage, systemClock, 20, 100);
    await relying.isUpToDate();
    await other.storage.log.spread!({ clock: systemClock, proveEvery: 20, reliesFor: 100 });
    relying.subscription.close();
    expect([...one.reports, ...other.reports, ...follower.failures, ...relying.failures]).toEqual([]);
    await processes.closeAll();
  });

  it.each(['info', 'publish', 'subscribe'])('can load and store without %s as well', async (right) => {
    const rights = (await documented()).filter((each) => each !== `+${right}`);
    await at.redis.call('ACL', 'SETUSER', `without-${right}`, 'reset', 'on', '>password', ...rights);
    const processes = as(`without-${right}`);
    const [one, other] = [processes.open(), processes.open()];
    const key = `key without ${right}`;
    const permit = await one.load(key);
    const outcome = await other.keyspace.acquire(key);
    const released = outcome.kind === 'held' ? outcome.released : undefined;
    expect(await one.keyspace.offer(key, entryOf('Ada'), permit)).toBe('stored');
    await released;

    expect(await other.value(key)).toBe('Ada');
    await processes.closeAll();
  });
});

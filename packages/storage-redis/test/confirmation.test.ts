import { describe, expect, it } from '@jest/globals';
import { RedisServer, until } from '@memoir/redis-test-server';
import { entryOf, freshPrefix, type Process } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

describe('invalidations that a replica has to confirm', () => {
  const at = new ServerForTests({ args: ['--repl-diskless-sync-delay', '0'] });
  const { processes } = at;

  async function removals(process: Process): Promise<PromiseSettledResult<unknown>[]> {
    const { keyspace, storage } = process;
    await keyspace.offer('ada', entryOf('Ada', { tags: ['team:red'] }), await process.load('ada'));
    return Promise.allSettled([
      keyspace.invalidate('ada'),
      keyspace.expire('ada'),
      keyspace.clear(),
      storage.invalidateTags(['team:red']),
      storage.expireTags(['team:red']),
    ]);
  }

  it('are not confirmed where there is none, though they have happened here', async () => {
    const process = processes.open({ prefix: freshPrefix(), confirmingReplicas: 1 });

    const outcomes = await removals(process);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringMatching(/0 of 1 replicas/) },
      });
    }
    expect(await process.value('ada')).toBeUndefined();
  }, 15_000);

  it('do not hold up reads', async () => {
    const process = processes.open({ prefix: freshPrefix(), confirmingReplicas: 1 });
    await process.keyspace.offer('ada', entryOf('Ada'), await process.load('ada'));
    let isConfirmed = false;
    const removal = process.keyspace.invalidate('bob').catch(() => {
      isConfirmed = true;
    });

    expect(await process.value('ada')).toBe('Ada');
    expect(isConfirmed).toBe(false);
    await removal;
  });

  it('do not wait for each other where there is none', async () => {
    const process = processes.open({ prefix: freshPrefix(), confirmingReplicas: 1 });
    const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
    for (const key of keys) await process.keyspace.offer(key, entryOf(key), await process.load(key));
    const begin = performance.now();
    const outcomes = await Promise.allSettled(keys.map((key) => process.keyspace.invalidate(key)));

    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(performance.now() - begin).toBeLessThan(6_000);
    expect((await process.keyspace.getMany(keys)).filter((entry) => entry !== undefined)).toEqual([]);
  }, 30_000);

  it('are refused once the storage is closed, and open no connection', async () => {
    const process = processes.open({ prefix: freshPrefix(), confirmingReplicas: 1 });
    await process.keyspace.get('ada');
    await process.storage.close();

    await expect(process.keyspace.invalidate('ada')).rejects.toThrow(/closed/);
  });

  it('are done once it has', async () => {
    const replica = await RedisServer.start({
      args: ['--replicaof', '127.0.0.1', String(at.server.port)],
    });
    await until(async () => /state=online/.test(await at.redis.info('replication')));
    const process = processes.open({ prefix: freshPrefix(), confirmingReplicas: 1 });

    expect((await removals(process)).map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'fulfilled'));
    await replica.stop();
  });

  it('are not confirmed while somebody else’s removal of the same key has not reached it', async () => {
    const replica = await RedisServer.start({
      args: ['--replicaof', '127.0.0.1', String(at.server.port)],
    });
    await until(async () => /state=online/.test(await at.redis.info('replication')));
    const prefix = freshPrefix();
    const [careful, other] = [processes.open({ prefix, confirmingReplicas: 1 }), processes.open({ prefix })];
    await other.keyspace.offer('ada', entryOf('Ada'), await other.load('ada'));
    await careful.keyspace.invalidate('another');
    await replica.freeze();
    await other.keyspace.invalidate('ada');

    await expect(careful.keyspace.invalidate('ada')).rejects.toThrow(/confirmed by 0 of 1/);
    await replica.thaw();
    await careful.keyspace.invalidate('ada');
    expect(await at.redis.keys(`${prefix}:*%wait*`)).toEqual([]);
    await replica.stop();
  }, 15_000);
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { entryOf, freshPrefix, type Process, Processes } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();

/** As Redis 6.2, which knows `NX` and `GET` of `SET`, but not together. */
class OlderClient extends Redis {
  override callBuffer(...call: any[]): Promise<any> {
    const [command, ...args] = call;
    if (command === 'SET' && args.includes('NX') && args.includes('GET')) {
      return Promise.reject(new Error('ERR syntax error'));
    }
    return super.callBuffer(...(call as [string]));
  }
}

describe('a server that cannot set and get in one command', () => {
  const processes = new Processes(() => new OlderClient(at.server.url));
  let ours: Process;
  let theirs: Process;
  let name: string;

  beforeEach(() => {
    const prefix = freshPrefix();
    name = `${prefix}:users:{ada}`;
    ours = processes.open({ prefix });
    theirs = processes.open({ prefix });
  });
  afterEach(() => processes.closeAll());

  it('gives the lease to one, and what is stored to the next', async () => {
    const permit = await ours.load('ada');
    expect((await theirs.keyspace.acquire('ada')).kind).toBe('held');
    expect(await ours.keyspace.offer('ada', entryOf('Ada'), permit)).toBe('stored');

    expect(await theirs.keyspace.acquire('ada')).toMatchObject({ kind: 'found', entry: { value: 'Ada' } });
    expect(await at.redis.pttl(name)).toBeGreaterThan(60_000);
  });

  it('gives leases for many keys at once, before anybody has found out', async () => {
    const keys = Array.from({ length: 20 }, (_, number) => `key ${number}`);
    const outcomes = await Promise.all(keys.map((key) => ours.keyspace.acquire(key)));

    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['acquired']));
  });

  it('gives no lease while somebody writes', async () => {
    const target = { kind: 'key', namespace: 'users', key: 'ada' } as const;
    await theirs.storage.quarantine([target], { standsFor: 5_000 });

    expect(await ours.keyspace.acquire('ada')).toEqual({ kind: 'quarantined' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['text of somebody else', () => at.redis.set(name, 'something')],
    ['no text at all', () => at.redis.rpush(name, 'a', 'list')],
  ])('has what stands under the key replaced and reported: %s', async (_what, spoil) => {
    await spoil();
    const permit = await ours.load('ada');
    expect(ours.reports).toHaveLength(1);

    expect(await ours.keyspace.offer('ada', entryOf('Ada'), permit)).toBe('stored');
    expect(await theirs.value('ada')).toBe('Ada');
  });
});

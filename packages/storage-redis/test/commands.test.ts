import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { OwnClient } from '../src/client/own-client.js';
import { entryOf, freshPrefix, Processes } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
const seen: string[][] = [];
let monitor: Redis;

beforeAll(async () => {
  const watcher = new Redis(at.server.url);
  monitor = await watcher.monitor();
  monitor.on('monitor', (_time: string, args: string[]) => seen.push([args[0]!.toLowerCase(), ...args.slice(1)]));
  watcher.disconnect();
});
afterAll(() => monitor.disconnect());

describe('the commands that are sent', () => {
  it('search for no keys, empty no database, and ask for no figures', async () => {
    const prefix = freshPrefix();
    const own = new Processes(() => OwnClient.at(at.server.url));
    const [one, other] = [own.open({ prefix }), own.open({ prefix })];
    const { keyspace, storage } = one;
    const tags = ['team:red'];
    const permit = await one.load('ada', { tags });
    const waiting = await other.keyspace.acquire('ada');
    const released = waiting.kind === 'held' ? waiting.released : undefined;
    await keyspace.extend('ada', permit);
    await keyspace.offer('ada', entryOf('Ada', { tags }), permit);
    await released;
    await keyspace.getMany(['ada', 'bob']);
    await keyspace.abandon('ada', await one.load('ada', { standing: await keyspace.get('ada') }));
    await keyspace.offer('ada', entryOf('Ada'), await one.load('ada', { supersede: true }));
    await storage.invalidateTags(tags);
    await storage.expireTags(tags);
    await keyspace.expire('ada');
    await keyspace.invalidate('ada');
    await keyspace.clear();
    await keyspace.get('ada');
    await own.closeAll();

    const names = new Set(seen.map(([name]) => name!));
    for (const forbidden of ['keys', 'scan', 'flushall', 'flushdb', 'randomkey', 'dbsize', 'watch', 'multi']) {
      expect(names).not.toContain(forbidden);
    }
    // To know a server again it is asked who it is, once per connection.
    expect(seen.filter(([name]) => name === 'info')).toEqual([
      ['info', 'replication'],
      ['info', 'replication'],
    ]);
    expect(names).toContain('mget');
  });

  it('touch keys with the storage’s prefix only', () => {
    const keyed = seen.filter(([name]) =>
      ['set', 'get', 'del', 'getrange', 'setrange', 'pttl', 'pexpire'].includes(name!),
    );
    expect(keyed.length).toBeGreaterThan(10);
    for (const [, key] of keyed) expect(key).toMatch(/^test\d+-\d+:/);
  });

  it('delete in a storage whose keys others share nothing but their own', async () => {
    await at.redis.set('theirs', 'theirs');
    const process = at.processes.open({ prefix: freshPrefix() });
    await process.keyspace.clear();
    await process.storage.invalidateTags(['a']);

    expect(await at.redis.get('theirs')).toBe('theirs');
  });
});

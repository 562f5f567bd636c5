import { beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { until } from '@memoir/redis-test-server';
import { Follower } from '../support/follower.js';
import { entryOf, freshPrefix, type Process } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';

const at = new ServerForTests();
let prefix: string;
let stream: string;
let ours: Process;
let theirs: Process;

beforeEach(() => {
  prefix = freshPrefix();
  stream = `${prefix}::{${prefix}}:log`;
  ours = at.processes.open({ prefix });
  theirs = at.processes.open({ prefix });
});

const ofUsers = (...keys: string[]) => ({ kind: 'keys', namespace: 'users', keys });
const append = (key: string) => theirs.storage.log.append({ kind: 'keys', namespace: 'users', keys: [key] });

describe('the log in Redis', () => {
  it('tells another process what is taken away, in the order in which it was', async () => {
    await theirs.keyspace.offer('ada', entryOf('secret'), await theirs.load('ada'));
    const follower = await Follower.of(ours.storage);
    await theirs.keyspace.invalidate('ada');
    await theirs.keyspace.expire('bob');
    await theirs.storage.invalidateTags(['team:red', 'team:blue'], 'their tier');
    await theirs.storage.expireTags(['team:green']);
    await theirs.keyspace.clear();

    expect(await follower.news()).toEqual([
      'started',
      ofUsers('ada'),
      ofUsers('bob'),
      { kind: 'tags', tags: ['team:red', 'team:blue'], origin: 'their tier' },
      { kind: 'tags', tags: ['team:green'] },
      { kind: 'namespace', namespace: 'users' },
    ]);
  });

  it('tells one who fails to hear of something that it has missed it, and goes on for everybody else', async () => {
    const deaf = await Follower.of(ours.storage);
    const follower = await Follower.of(ours.storage);
    deaf.invalidated = () => {
      throw new Error('not now');
    };
    await append('ada');
    await append('bob');

    expect(await follower.news()).toEqual(['started', ofUsers('ada'), ofUsers('bob')]);
    expect(await deaf.news()).toEqual(['started', 'lost', 'lost']);
    expect(deaf.failures[0]!.message).toMatch(/not now/);
  });

  it('tells of what supersedes others, and not of an ordinary load', async () => {
    const follower = await Follower.of(ours.storage);
    await theirs.keyspace.offer('ada', entryOf('secret'), await theirs.load('ada'));
    await theirs.keyspace.offer('bob', entryOf('secret'), await theirs.load('bob', { supersede: true }));
    await theirs.keyspace.offer('eve', entryOf('secret'));

    expect(await follower.news()).toEqual(['started', ofUsers('bob'), ofUsers('eve')]);
    expect(JSON.stringify(await at.redis.xrange(stream, '-', '+'))).not.toContain('secret');
  });

  it('names whose doing it was', async () => {
    const follower = await Follower.of(ours.storage);
    const context = { clock: systemClock, report: () => undefined, removed: () => undefined, origin: 'their tier' };
    await theirs.storage.keyspace('users', context).invalidate('ada');

    expect(await follower.news()).toEqual(['started', { ...ofUsers('ada'), origin: 'their tier' }]);
  });

  it('carries keys of any kind', async () => {
    const follower = await Follower.of(ours.storage);
    const keys = ['', '"\n\0', 'größe 🚀', 'half \ud83d', 'x'.repeat(10_000)];
    for (const key of keys) await theirs.keyspace.invalidate(key);

    expect(await follower.news()).toEqual(['started', ...keys.map((key) => ofUsers(key))]);
  });

  it('is there only where somebody follows', async () => {
    await theirs.keyspace.invalidate('ada');
    await theirs.keyspace.clear();

    expect(await append('ada')).toBe('0-0');
    expect(await at.redis.exists(stream)).toBe(0);
  });

  it('takes no more commands to invalidate than without it', async () => {
    await Follower.of(ours.storage);
    await theirs.keyspace.invalidate('ada');
    await at.forgetCommands();
    await theirs.keyspace.invalidate('ada');

    expect((await at.commands())['xadd']).toBe(1);
  });

  it('begins at the present end for each who follows', async () => {
    const early = await Follower.of(ours.storage);
    await append('ada');
    await early.isUpToDate();
    const late = await Follower.of(ours.storage);
    await append('bob');

    expect(await early.news()).toEqual(['started', ofUsers('ada'), ofUsers('bob')]);
    expect(await late.news()).toEqual(['started', ofUsers('bob')]);
    expect(late.subscription.position).toBe(early.subscription.position);
  });

  it('reads for all followers of a storage on one connection, and ends it with the last of them', async () => {
    await append('ada');
    const connections = async () => String(await at.redis.client('LIST')).match(/cmd=xread/g)?.length ?? 0;
    const followers = [await Follower.of(ours.storage), await Follower.of(ours.storage)];
    await until(async () => (await connections()) === 1);
    followers[0]!.subscription.close();
    await append('ada');
    expect(await followers[1]!.news()).toEqual(['started', ofUsers('ada')]);

    followers[1]!.subscription.close();
    followers[1]!.subscription.close();
    await until(async () => (await connections()) === 0);
    expect(await Follower.of(ours.storage)).toBeDefined();
    await ours.storage.close();
    await until(async () => (await connections()) === 0);
  });

  it('proves up to when it asked, by the clock of each follower, and goes on while nothing happens', async () => {
    const clock = new ManualClock();
    const follower = new Follower(ours.storage, clock);
    await until(async () => follower.provenUntil === 0);
    await clock.advance(5_000);
    await until(async () => follower.provenUntil === 5_000);
    await clock.advance(1);
    await until(async () => follower.provenUntil === 5_001);

    expect(follower.events).toEqual(['started']);
  });

  it('proves nothing before all that stood there has been told', async () => {
    const follower = await Follower.of(ours.storage);
    let sent = 0;
    let isOver = false;
    const sending = (async () => {
      while (!isOver) await append(`key ${sent++}`);
    })();
    for (let look = 0; look < 5; look++) {
      const known = sent - 1;
      await follower.isUpToDate();
      expect(follower.events.length).toBeGreaterThan(known);
    }
    isOver = true;
    await sending;
    expect(await follower.news()).toEqual(['started', ...Array.from({ length: sent }, (_, n) => ofUsers(`key ${n}`))]);
  });

  it('keeps no more than it needs', async () => {
    await at.redis.xadd(stream, '1-1', 'p', '', 'm', '');
    for (let number = 2; number < 200; number++)
      await at.redis.xadd(stream, `1-${number}`, 'p', `1-${number - 1}`, 'm', '');
    await Follower.of(ours.storage);

    expect(await at.redis.xlen(stream)).toBe(1);
    expect(await at.redis.pttl(stream)).toBeGreaterThan(1_000_000);
    const many = Array.from({ length: 12_000 }, (_, number) => append(`key ${number}`));
    await Promise.all(many);
    expect(await at.redis.xlen(stream)).toBeLessThan(10_200);
  });
});
